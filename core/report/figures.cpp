// SPDX-License-Identifier: GPL-3.0-or-later
// Figures as SVG with plain attributes only: browsers, Qt's SVG renderer and vector editors all draw them the same.
#include "core/base/text.h"
#include "core/base/text_coding.h"
#include "core/report/markup.h"
#include "core/report/parts.h"
#include "core/report/report.h"
#include "core/report/strings.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace likeness::report {
namespace {

constexpr double kWidth = 640;
constexpr double kLeft = 64, kRight = 20, kTop = 18, kBottom = 52;
constexpr double kPlotHeight = 400;
constexpr double kLegendRow = 18;
constexpr char kInk[] = "#1f2937";
constexpr char kSoft[] = "#6b7280";
constexpr char kGrid[] = "#e5e7eb";
constexpr char kBlue[] = "#2563eb";
constexpr char kOrange[] = "#ea580c";
constexpr char kFont[] = "Inter, Noto Sans, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif";
constexpr std::size_t kPoints = 400;
constexpr std::size_t kMostCurves = 16;
// Told apart on paper and by people who see fewer colours, too.
constexpr std::array<const char*, 8> kColours{kBlue,     kOrange,   "#047857", "#7c3aed",
                                              "#be185d", "#0e7490", "#a16207", "#374151"};
constexpr std::array<const char*, 4> kDashes{"", "7 3", "2 3", "9 3 2 3"};

std::string number(double v)
{
    return formatNumber(v, 2);
}

// A tick's text without needless zeros.
std::string shortNumber(double v, double range)
{
    constexpr double kNarrow = 0.03;
    std::string out = formatNumber(v, std::abs(v) >= 100 ? 0 : range < kNarrow ? 5 : 3);
    if (out.find('.') != std::string::npos) {
        out.erase(out.find_last_not_of('0') + 1);
        if (out.back() == '.')
            out.pop_back();
    }
    return out == "-0" ? "0" : out;
}

struct Axis {
    double low = 0, high = 1;
    bool logarithmic = false;
    std::string label;
    bool whole = false; // steps and epochs have no halves
    double share(double v) const
    {
        if (logarithmic)
            return (std::log10(std::max(v, low)) - std::log10(low)) / (std::log10(high) - std::log10(low));
        return (v - low) / (high - low);
    }
    std::vector<double> ticks() const
    {
        std::vector<double> out;
        if (logarithmic) {
            for (double e = std::round(std::log10(low)); e <= std::log10(high) + 0.01; e += 1)
                out.push_back(std::pow(10, e));
            return out;
        }
        const double raw = (high - low) / 6;
        const double power = std::pow(10, std::floor(std::log10(raw)));
        const double round = power * (raw / power < 1.5 ? 1 : raw / power < 3.5 ? 2 : raw / power < 7.5 ? 5 : 10);
        const double step = whole ? std::max(round, 1.0) : round;
        for (double t = std::ceil(low / step - 1e-9) * step; t <= high + step * 1e-6; t += step)
            out.push_back(t);
        return out;
    }
    std::string tickText(double v) const
    {
        if (!logarithmic)
            return shortNumber(v, high - low);
        const auto exponent = static_cast<int>(std::lround(std::log10(v)));
        return exponent == 0 ? "1" : exponent >= -2 ? shortNumber(v, 1) : "1e" + std::to_string(exponent);
    }
};

struct Frame {
    double height = kPlotHeight;
    double left = kLeft;
    double below = 0;   // left free under the axis, for a legend
    bool named = false; // the y axis has names instead of ticks, which the caller writes
};

class Plot
{
public:
    Plot(Axis x, Axis y, Frame frame = {}) : m_x(std::move(x)), m_y(std::move(y)), m_frame(frame)
    {
        const std::string height = formatNumber(m_frame.height, 0);
        m_svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 " + height + "\" width=\"640\" height=\"" +
                height + "\" font-family=\"" + std::string(kFont) +
                "\" font-size=\"12\"><rect x=\"0\" y=\"0\" width=\"640\" height=\"" + height + "\" fill=\"#ffffff\"/>";
        for (const double t : m_x.ticks()) {
            line(px(t), kTop, px(t), bottom(), kGrid, 1);
            label(px(t), bottom() + 18, m_x.tickText(t), kSoft, "middle");
        }
        label((m_frame.left + kWidth - kRight) / 2, bottom() + 42, m_x.label, kInk, "middle");
        if (m_frame.named)
            return;
        for (const double t : m_y.ticks()) {
            line(m_frame.left, py(t), kWidth - kRight, py(t), kGrid, 1);
            label(m_frame.left - 8, py(t) + 4, m_y.tickText(t), kSoft, "end");
        }
        const double middle = (kTop + bottom()) / 2;
        m_svg += "<text x=\"16\" y=\"" + number(middle) + "\" fill=\"" + kInk +
                 "\" text-anchor=\"middle\" transform=\"rotate(-90 16 " + number(middle) + ")\">" +
                 xmlEscape(m_y.label) + "</text>";
    }
    double bottom() const { return m_frame.height - kBottom - m_frame.below; }
    double px(double v) const
    {
        return m_frame.left + std::clamp(m_x.share(v), 0.0, 1.0) * (kWidth - m_frame.left - kRight);
    }
    double py(double v) const { return bottom() - std::clamp(m_y.share(v), 0.0, 1.0) * (bottom() - kTop); }
    void line(double x1,
              double y1,
              double x2,
              double y2,
              const std::string& colour,
              double width,
              const std::string& dash = {})
    {
        m_svg += "<line x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) + "\" y2=\"" +
                 number(y2) + "\" stroke=\"" + colour + "\" stroke-width=\"" + number(width) + "\"" +
                 (dash.empty() ? "" : " stroke-dasharray=\"" + dash + "\"") + "/>";
    }
    void label(double x, double y, const std::string& what, const std::string& colour, const std::string& anchor)
    {
        m_svg += "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" fill=\"" + colour + "\" text-anchor=\"" +
                 anchor + "\">" + xmlEscape(what) + "</text>";
    }
    void band(double fromX, double toX, const std::string& what)
    {
        const double x = px(fromX);
        const double width = px(toX) - x;
        if (width < 1)
            return;
        m_svg += "<rect x=\"" + number(x) + "\" y=\"" + number(kTop) + "\" width=\"" + number(width) + "\" height=\"" +
                 number(bottom() - kTop) + "\" fill=\"#f59e0b\" fill-opacity=\"0.10\"/>";
        if (width > 150)
            label(x + 8, kTop + 16, what, "#92400e", "start");
    }
    void curve(const std::vector<std::pair<double, double>>& points,
               const std::string& colour,
               double width,
               const std::string& fill = {},
               const std::string& dash = {})
    {
        std::string list;
        for (const auto& [x, y] : points)
            list += number(px(x)) + "," + number(py(y)) + " ";
        m_svg += "<polyline points=\"" + list + "\" fill=\"" + (fill.empty() ? "none" : fill) + "\"" +
                 (fill.empty() ? "" : " fill-opacity=\"0.22\"") + " stroke=\"" + colour + "\" stroke-width=\"" +
                 number(width) + "\" stroke-linejoin=\"round\"" +
                 (dash.empty() ? "" : " stroke-dasharray=\"" + dash + "\"") + "/>";
    }
    void dot(double x, double y, const std::string& colour, bool hollow = false, double radius = 3)
    {
        m_svg += "<circle cx=\"" + number(px(x)) + "\" cy=\"" + number(py(y)) + "\" r=\"" + number(radius) +
                 "\" fill=\"" + (hollow ? "#ffffff" : colour) + "\"" +
                 (hollow ? " stroke=\"" + colour + "\" stroke-width=\"1.50\"" : "") + "/>";
    }
    // One row a curve, so that long names do not meet.
    void legendBelow(std::span<const std::string> names)
    {
        double y = bottom() + kBottom + 8;
        for (std::size_t i = 0; i < names.size(); ++i, y += kLegendRow) {
            line(m_frame.left, y, m_frame.left + 28, y, kColours[i % kColours.size()], 2.2,
                 kDashes[i / kColours.size() % kDashes.size()]);
            label(m_frame.left + 36, y + 4, names[i], kInk, "start");
        }
    }
    void legend(const std::vector<std::pair<std::string, std::string>>& entries)
    {
        constexpr double kSlot = 90;
        double x = kWidth - kRight - kSlot * static_cast<double>(entries.size());
        for (const auto& [what, colour] : entries) {
            m_svg += "<rect x=\"" + number(x) + "\" y=\"" + number(kTop + 8) +
                     "\" width=\"10\" height=\"10\" rx=\"2\" fill=\"" + colour + "\"/>";
            label(x + 16, kTop + 17, what, kInk, "start");
            x += kSlot;
        }
    }
    std::string svg() const { return m_svg + "</svg>"; }

private:
    Axis m_x, m_y;
    Frame m_frame;
    std::string m_svg;
};

// The smallest decade worth showing: below 1 / pairs there is nothing.
double lowestRate(std::size_t pairs)
{
    const double decades =
        std::clamp(std::ceil(std::log10(std::max<double>(static_cast<double>(pairs), 10))), 1.0, 6.0);
    return std::pow(10, -decades);
}

// The curve as it is drawn: between two scores nothing changes. It begins where the first stranger is about to be let
// through; no logarithmic axis shows what is before.
std::vector<std::pair<double, double>> steps(const eval::Roc& roc)
{
    const eval::Roc thin = eval::thinned(roc, kPoints);
    std::vector<std::pair<double, double>> points;
    for (std::size_t i = 0; i < thin.fpr.size(); ++i) {
        if (i + 1 < thin.fpr.size() && thin.fpr[i + 1] <= 0)
            continue;
        if (!points.empty())
            points.emplace_back(thin.fpr[i], points.back().second);
        points.emplace_back(thin.fpr[i], thin.tpr[i]);
    }
    return points;
}

// Series of an event's numbers; what is missing or no number is left out.
std::vector<std::pair<double, double>>
series(const std::vector<Json>& events, const char* type, const char* x, const char* y)
{
    std::vector<std::pair<double, double>> out;
    for (const Json& e : events)
        if (e.is_object() && e.value("type", Json()) == type && e.contains(x) && e.contains(y) && e[x].is_number() &&
            e[y].is_number())
            out.emplace_back(e[x].get<double>(), e[y].get<double>());
    return out;
}

Axis around(const std::vector<std::pair<double, double>>& points, bool ofX, std::string label)
{
    double low = 1e300;
    double high = -1e300;
    for (const auto& [x, y] : points) {
        low = std::min(low, ofX ? x : y);
        high = std::max(high, ofX ? x : y);
    }
    const bool negative = low < 0;
    const double margin = high > low ? (ofX ? 0 : (high - low) * 0.06) : std::max(std::abs(high) * 0.1, 0.5);
    low -= margin;
    return {negative || ofX ? low : std::max(low, 0.0), high + margin, false, std::move(label), ofX};
}

// At most so many columns of letters, Chinese ones counting twice.
std::string elided(std::string_view text, std::size_t columns)
{
    const std::string clean = name(text);
    std::size_t used = 0;
    for (std::size_t i = 0; i < clean.size();) {
        const auto first = static_cast<unsigned char>(clean[i]);
        const std::size_t bytes = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        used += bytes >= 3 ? 2 : 1;
        if (used > columns)
            return clean.substr(0, i) + "…";
        i += bytes;
    }
    return clean;
}

std::vector<std::pair<double, double>> missSteps(const eval::Roc& roc)
{
    std::vector<std::pair<double, double>> points;
    for (const auto& [fpr, tpr] : steps(roc)) {
        points.emplace_back(fpr, 1 - tpr);
        if (tpr >= 1) // no logarithmic axis shows what follows
            break;
    }
    return points;
}

void shadeUnreliable(Plot& plot, double lowest, std::size_t impostors, const std::string& language)
{
    const auto budget = static_cast<double>(eval::kSufficientBudget);
    plot.band(lowest, std::min(1.0, budget / std::max<double>(static_cast<double>(impostors), 1)),
              text("unreliable", language));
}

void drawChance(Plot& plot, double lowest, const std::string& language)
{
    std::vector<std::pair<double, double>> diagonal;
    for (int i = 0; i <= 60; ++i) {
        const double f = std::pow(10, std::log10(lowest) * (1 - i / 60.0));
        diagonal.emplace_back(f, f);
    }
    plot.curve(diagonal, "#9ca3af", 1);
    plot.label(plot.px(0.45) - 8, plot.py(0.45), text("chance", language), kSoft, "end");
}

Frame withLegend(std::size_t rows)
{
    const double below = kLegendRow * static_cast<double>(rows) + 10;
    return {kPlotHeight + below, kLeft, below, false};
}

Figure overlaid(const std::string& title, std::span<const NamedRoc> all, bool misses, const std::string& language)
{
    const auto curves = all.first(std::min(all.size(), kMostCurves));
    std::size_t fewestImpostors = 0, mostImpostors = 0, mostGenuine = 0;
    std::vector<std::string> names;
    for (const NamedRoc& curve : curves) {
        fewestImpostors = names.empty() ? curve.impostors : std::min(fewestImpostors, curve.impostors);
        mostImpostors = std::max(mostImpostors, curve.impostors);
        mostGenuine = std::max(mostGenuine, curve.genuine);
        names.push_back(elided(curve.name, 80));
    }
    const double lowest = lowestRate(mostImpostors);
    const Frame frame = withLegend(names.size());
    Plot plot({lowest, 1, true, text("axis.fpr", language)},
              misses ? Axis{lowestRate(mostGenuine), 1, true, text("axis.fnr", language)}
                     : Axis{0, 1, false, text("axis.tpr", language)},
              frame);
    shadeUnreliable(plot, lowest, fewestImpostors, language);
    if (!misses)
        drawChance(plot, lowest, language);
    for (std::size_t i = 0; i < curves.size(); ++i)
        plot.curve(misses ? missSteps(*curves[i].roc) : steps(*curves[i].roc), kColours[i % kColours.size()], 2, {},
                   kDashes[i / kColours.size() % kDashes.size()]);
    plot.legendBelow(names);
    return {title, plot.svg(), kWidth, frame.height};
}

} // namespace

Figure rocFigure(const std::string& title, std::span<const NamedRoc> curves, const std::string& language)
{
    return overlaid(title, curves, false, language);
}

Figure detFigure(const std::string& title, std::span<const NamedRoc> curves, const std::string& language)
{
    return overlaid(title, curves, true, language);
}

Figure intervalFigure(const std::string& title,
                      std::span<const IntervalRow> rows,
                      bool shares,
                      const std::string& axis,
                      std::optional<double> reference)
{
    constexpr double kRow = 24;
    constexpr double kNames = 200;
    double low = reference.value_or(std::numeric_limits<double>::infinity());
    double high = reference.value_or(-std::numeric_limits<double>::infinity());
    const auto include = [&](double v) {
        if (std::isfinite(v)) {
            low = std::min(low, v);
            high = std::max(high, v);
        }
    };
    for (const IntervalRow& row : rows)
        for (const double v : {row.value, row.ci95[0], row.ci95[1]})
            include(v);
    if (!(low <= high)) {
        low = 0;
        high = 1;
    }
    const double margin = high > low ? (high - low) * 0.08 : std::max(std::abs(high) * 0.05, 1e-3);
    low -= margin;
    high += margin;
    if (shares) {
        low = std::max(low, -1.0);
        high = std::min(high, 1.0 + margin);
    }
    const double scale = shares ? 100 : 1;
    const auto count = static_cast<double>(rows.size());
    const Frame frame{kTop + kBottom + kRow * std::max(count, 1.0), kNames, 0, true};
    Plot plot({low * scale, high * scale, false, axis}, {0, std::max(count, 1.0), false, {}}, frame);
    if (reference)
        plot.line(plot.px(*reference * scale), kTop, plot.px(*reference * scale), plot.bottom(), kSoft, 1, "4 3");
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const IntervalRow& row = rows[r];
        const double y = count - static_cast<double>(r) - 0.5;
        plot.label(kNames - 10, plot.py(y) + 4, elided(row.label, 28), kInk, "end");
        if (!std::isfinite(row.value))
            continue;
        if (std::isfinite(row.ci95[0]) && std::isfinite(row.ci95[1]))
            for (const double end : row.ci95) {
                plot.line(plot.px(row.value * scale), plot.py(y), plot.px(end * scale), plot.py(y), kBlue, 1.6);
                plot.line(plot.px(end * scale), plot.py(y) - 4, plot.px(end * scale), plot.py(y) + 4, kBlue, 1.6);
            }
        plot.dot(row.value * scale, y, kBlue, !row.sufficient, 4);
    }
    return {title, plot.svg(), kWidth, frame.height};
}

Figure shareFigure(const std::string& title,
                   std::span<const NamedCurve> all,
                   const std::string& xAxis,
                   const std::string& yAxis)
{
    const auto curves = all.first(std::min(all.size(), kMostCurves));
    double high = 1;
    std::vector<std::string> names;
    for (const NamedCurve& curve : curves) {
        names.push_back(elided(curve.name, 80));
        for (const CurvePoint& point : curve.points)
            high = std::max(high, point.x);
    }
    const Frame frame = withLegend(names.size());
    Plot plot({0, high * 1.05, false, xAxis, true}, {0, 100, false, yAxis}, frame);
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const char* const colour = kColours[i % kColours.size()];
        // Intervals at one x stand side by side.
        const double aside = (static_cast<double>(i) - (static_cast<double>(curves.size()) - 1) / 2) * 5;
        std::vector<std::pair<double, double>> points;
        for (const CurvePoint& point : curves[i].points) {
            if (!std::isfinite(point.x) || !std::isfinite(point.y))
                continue;
            points.emplace_back(point.x, point.y * 100);
            if (std::isfinite(point.ci95[0]) && std::isfinite(point.ci95[1])) {
                const double x = plot.px(point.x) + aside;
                plot.line(x, plot.py(point.ci95[0] * 100), x, plot.py(point.ci95[1] * 100), colour, 1.2);
            }
            plot.dot(point.x, point.y * 100, colour);
        }
        plot.curve(points, colour, 2, {}, kDashes[i / kColours.size() % kDashes.size()]);
    }
    plot.legendBelow(names);
    return {title, plot.svg(), kWidth, frame.height};
}

std::string rocSvg(const eval::Roc& roc, std::size_t impostors, const std::string& language)
{
    const double lowest = lowestRate(impostors);
    Plot plot({lowest, 1, true, text("axis.fpr", language)}, {0, 1, false, text("axis.tpr", language)});
    shadeUnreliable(plot, lowest, impostors, language);
    drawChance(plot, lowest, language);
    plot.curve(steps(roc), kBlue, 2.2);
    plot.label(kWidth - kRight - 6, plot.bottom() - 29, "AUC " + formatNumber(eval::auc(roc), 4), kInk, "end");
    return plot.svg();
}

std::string detSvg(const eval::Roc& roc, std::size_t genuine, std::size_t impostors, const std::string& language)
{
    const double lowest = lowestRate(impostors);
    Plot plot({lowest, 1, true, text("axis.fpr", language)},
              {lowestRate(genuine), 1, true, text("axis.fnr", language)});
    shadeUnreliable(plot, lowest, impostors, language);
    plot.curve(missSteps(roc), kBlue, 2.2);
    return plot.svg();
}

std::string histogramSvg(const eval::Histogram& histogram, const std::string& language)
{
    const std::size_t bins = histogram.genuine.size();
    std::size_t first = bins;
    std::size_t last = 0;
    double highest = 0;
    for (std::size_t b = 0; b < bins; ++b) {
        if (histogram.genuine[b] > 0 || histogram.impostor[b] > 0) {
            first = std::min(first, b);
            last = b;
        }
        highest = std::max({highest, histogram.genuine[b], histogram.impostor[b]});
    }
    if (first > last) {
        first = 0;
        last = bins == 0 ? 0 : bins - 1;
    }
    const double low = bins == 0 ? -1 : histogram.edges[first > 0 ? first - 1 : 0];
    const double high = bins == 0 ? 1 : histogram.edges[std::min(last + 2, bins)];
    Plot plot({low, high, false, text("axis.cosine", language)},
              {0, std::max(highest * 1.2, 1e-6), false, text("axis.share", language)});
    const auto outline = [&](const std::vector<double>& shares) {
        std::vector<std::pair<double, double>> points{{low, 0}};
        for (std::size_t b = first; b <= last && b < bins; ++b) {
            points.emplace_back(histogram.edges[b], shares[b]);
            points.emplace_back(histogram.edges[b + 1], shares[b]);
        }
        points.emplace_back(bins == 0 ? high : histogram.edges[last + 1], 0);
        return points;
    };
    plot.curve(outline(histogram.impostor), kOrange, 1.6, kOrange);
    plot.curve(outline(histogram.genuine), kBlue, 1.6, kBlue);
    plot.legend({{text("genuine", language), kBlue}, {text("impostor", language), kOrange}});
    return plot.svg();
}

std::string lossSvg(const std::vector<Json>& events, const std::string& language)
{
    auto points = series(events, "step", "step", "loss");
    const bool steps = points.size() > 1;
    if (!steps)
        points = series(events, "epoch", "epoch", "loss");
    if (points.empty())
        return {};
    Plot plot(around(points, true, text(steps ? "axis.step" : "axis.epoch", language)),
              around(points, false, text("axis.loss", language)));
    std::vector<std::pair<double, double>> smooth;
    double mean = points.front().second;
    for (const auto& [x, y] : points)
        smooth.emplace_back(x, mean += 0.1 * (y - mean));
    // No more points than the picture has columns.
    const auto thin = [](const std::vector<std::pair<double, double>>& all) {
        std::vector<std::pair<double, double>> out;
        const std::size_t step = std::max<std::size_t>(1, all.size() / 600);
        for (std::size_t i = 0; i < all.size(); i += step)
            out.push_back(all[i]);
        out.push_back(all.back());
        return out;
    };
    plot.curve(thin(points), steps ? "#bfdbfe" : kBlue, steps ? 1 : 2.2);
    if (steps)
        plot.curve(thin(smooth), kBlue, 2.2);
    return plot.svg();
}

std::string aucSvg(const std::vector<Json>& events, const std::string& language)
{
    const auto points = series(events, "verify", "epoch", "auc");
    if (points.empty())
        return {};
    Axis area = around(points, false, "AUC");
    area.high = std::min(area.high, 1.0);
    area.low = std::min(area.low, 0.99);
    Plot plot(around(points, true, text("axis.epoch", language)), area);
    plot.curve(points, kBlue, 2.2);
    for (const auto& [x, y] : points)
        plot.dot(x, y, kBlue);
    return plot.svg();
}

} // namespace likeness::report
