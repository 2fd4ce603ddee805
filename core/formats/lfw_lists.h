// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// The lists of LFW (Huang et al. 2007; formats.md 2.3): which pictures to compare, and who is in the set.
namespace likeness::formats {

struct PairLine {
    std::string nameA, nameB;
    int numberA = 0, numberB = 0;
    bool same = false;
};
// pairs.txt: "NAME i j" for the same person, "NAME i OTHER j" for different people. A line with a TAB is divided at
// TABs where that gives three or four words, any other at white space. The first line with counts and lines that begin
// with
// '#' are passed over. Throws Error(BadFile) naming the line.
std::vector<PairLine> parsePairs(std::string_view text);

struct PersonLine {
    std::string name;
    int pictures = 0; // numbered from 1
};
// people.txt: "NAME count" lines; lines that are a mere number (how many people, how many folds) and lines that begin
// with '#' are passed over. Throws Error(BadFile) naming the line.
std::vector<PersonLine> parsePeople(std::string_view text);

// "NAME/NAME_0007": picture 7 of a person, without the extension.
std::string lfwStem(std::string_view name, int number);

struct LfwLists {
    std::string people; // people.txt
    std::string pairs;  // pairs.txt; empty where there are not two people and one with two pictures
};
// Ten folds as LFW's View 2 has them: as many matched as mismatched pairs in each (at most 300 of both), drawn with
// `seed`, none twice in a fold. No person is in two folds, unless there are too few people for that: then people.txt
// has no folds, and every fold draws from everybody.
LfwLists drawLfwLists(const std::vector<PersonLine>& people, std::uint64_t seed);

} // namespace likeness::formats
