// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/base/json_util.h"
#include "core/eval/pairs.h"
#include "core/verify/verification.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace likeness::report {

// A report is a list of blocks; HTML (here) and PDF (app/engine/report_pdf) are two ways to draw the same list.
struct Heading {
    int level = 1;
    std::string text;
};
struct Paragraph {
    std::string text;
};
struct Table {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
    std::string title;      // what opens it where `collapsed`
    bool collapsed = false; // a figure's numbers: HTML folds them away until asked, paper prints them
};
struct Figure {
    std::string title;
    std::string svg;
    double width = 640, height = 400;
}; // self-contained SVG, light background
struct Gallery {
    struct Item {
        std::vector<Bytes> pngs;
        std::string caption;
    };
    std::string title;
    std::vector<Item> items;
};
using Block = std::variant<Heading, Paragraph, Table, Figure, Gallery>;
struct Document {
    std::string title;
    std::string language; // "en" | "zh"
    std::vector<Block> blocks;
};

// Same input → same bytes (no clock inside). Language "en" or "zh".
Document build(const verify::Verification& input, const std::string& language);
std::string toHtml(const Document& document); // one file, no network

// Figures used above, also for the window's export: log FPR axis from 1e-6 (or 1/impostors) to 1.
std::string rocSvg(const eval::Roc& roc, std::size_t impostors, const std::string& language);
std::string histogramSvg(const eval::Histogram& histogram, const std::string& language);
std::string lossSvg(const std::vector<Json>& events, const std::string& language); // empty without steps or epochs
std::string detSvg(const eval::Roc& roc,
                   std::size_t genuine,
                   std::size_t impostors,
                   const std::string& language); // both axes logarithmic
std::string aucSvg(const std::vector<Json>& events,
                   const std::string& language); // AUC at each verification; empty without any

} // namespace likeness::report
