// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/base/json_util.h"
#include "core/eval/advisor.h"
#include "core/eval/pairs.h"
#include "core/eval/protocols.h"
#include "core/verify/errors.h"
#include "core/verify/gates.h"
#include "core/verify/verification.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace likeness::verify {
struct Comparison; // compare.h
}

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

// What is known beside a verification.
struct Extras {
    std::optional<verify::GateReport> gates; // of the project, judged on this verification
    eval::Check check{};
    verify::LabelChanges labels{}; // in the project since
};
// What a project's folder says of a verification of it: nothing where there is no project.
Extras extrasIn(const std::filesystem::path& project, const verify::Verification& verification, eval::Check check = {});
// Same input → same bytes (no clock inside). Language "en" or "zh". What the verification does not hold (`extras` of
// any shape, separability, events, pictures) is left out. Some seconds where there are 100,000 pairs: threshold advice
// resamples. Throws what extras.check throws, else as eval::protocolFigures().
Document build(const verify::Verification& input, const std::string& language, const Extras& extras = {});

// Several models side by side, one verification each, at least one. comparison: of these models, in this order, on the
// same pairs, else null: then the report says that no test tells them apart. gates: one for each verification, or none.
Document buildComparison(std::span<const verify::Verification> verifications,
                         const verify::Comparison* comparison,
                         const std::string& language,
                         std::span<const verify::GateReport> gates = {});
std::string toHtml(const Document& document); // one file, no network
// For the program that draws paper: a finished document as it is. documentFrom() takes back what toJson() gave, and
// throws Error(BadFile) for anything else.
Json toJson(const Document& document);
Document documentFrom(const Json& json);

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

// A value with its interval, where there is one, for dot-and-interval figures.
struct IntervalRow {
    std::string label;
    double value = 0; // NaN: left out
    std::array<double, 2> ci95{};
    bool sufficient = true; // else drawn hollow
};
// One row below the other; `shares` writes them as percentages; `reference` is a line down the figure.
Figure intervalFigure(const std::string& title,
                      std::span<const IntervalRow> rows,
                      bool shares,
                      const std::string& axis,
                      std::optional<double> reference = {});

struct CurvePoint {
    double x = 0, y = 0;
    std::array<double, 2> ci95{}; // of y
};
struct NamedCurve {
    std::string name;
    std::vector<CurvePoint> points;
};
// Shares (0 to 1) over a whole number, with intervals and a legend below.
Figure shareFigure(const std::string& title,
                   std::span<const NamedCurve> curves,
                   const std::string& xAxis,
                   const std::string& yAxis);

struct NamedRoc {
    std::string name;
    const eval::Roc* roc = nullptr;
    std::size_t genuine = 0, impostors = 0;
};
// Over each other, with a legend below. The shaded part is that of the curve with the fewest impostors.
Figure rocFigure(const std::string& title, std::span<const NamedRoc> curves, const std::string& language);
Figure detFigure(const std::string& title, std::span<const NamedRoc> curves, const std::string& language);

} // namespace likeness::report
