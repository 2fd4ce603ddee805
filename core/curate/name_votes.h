// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstdint>

namespace likeness::curate {

// Whom several solutions believe a face to show where its label is wrong. The surest of them names the person (by LBPH
// on photographs that is right more often than who has the most votes), all of them say how probable that is. 44 bytes,
// for a million of faces.
class NameVotes
{
public:
    static constexpr std::size_t kMost = 4; // names
    struct Best {
        std::uint32_t name = 0;
        double share = 0; // how much of "wrong" goes to it, 0..1; 0: none is known
    };
    // A solution's probability that the label is wrong, and how much of it goes to that name.
    void add(double wrong, std::uint32_t name, double share)
    {
        m_wrong += static_cast<float>(wrong);
        if (static_cast<float>(share) > m_surest) {
            m_surest = static_cast<float>(share);
            m_name = name;
        }
        for (std::size_t i = 0; share > 0 && i < kMost; ++i)
            if (m_votes[i] <= 0 || m_names[i] == name) {
                m_names[i] = name;
                m_votes[i] += static_cast<float>(wrong * share);
                return;
            }
    }
    Best best() const
    {
        for (std::size_t i = 0; i < kMost; ++i)
            if (m_votes[i] > 0 && m_names[i] == m_name)
                return {m_name, static_cast<double>(m_votes[i] / m_wrong)};
        return {};
    }

private:
    std::array<std::uint32_t, kMost> m_names{};
    std::array<float, kMost> m_votes{};
    float m_wrong = 0, m_surest = 0;
    std::uint32_t m_name = 0; // of the surest solution
};

} // namespace likeness::curate
