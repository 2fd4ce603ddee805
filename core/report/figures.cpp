// SPDX-License-Identifier: GPL-3.0-or-later
// Figures as SVG with plain attributes only: browsers, Qt's SVG renderer and vector editors all draw them the same.
#include "core/base/text.h"
#include "core/base/text_coding.h"
#include "core/report/markup.h"
#include "core/report/report.h"
#include "core/report/strings.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace likeness::report {
namespace {

constexpr double kWidth = 640;
constexpr double kHeight = 400;
constexpr double kLeft = 64, kRight = 20, kTop = 18, kBottom = 52;
constexpr char kInk[] = "#1f2937";
constexpr char kSoft[] = "#6b7280";
constexpr char kGrid[] = "#e5e7eb";
constexpr char kBlue[] = "#2563eb";
constexpr char kOrange[] = "#ea580c";
constexpr char kFont[] = "Inter, Noto Sans, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif";
constexpr std::size_t kPoints = 400;

std::string number(double v)
{
    return formatNumber(v, 2);
}

// A tick's text without needless zeros.
std::string shortNumber(double v)
{
    std::string out = formatNumber(v, std::abs(v) >= 100 ? 0 : 3);
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
            return shortNumber(v);
        const auto exponent = static_cast<int>(std::lround(std::log10(v)));
        return exponent == 0 ? "1" : exponent >= -2 ? shortNumber(v) : "1e" + std::to_string(exponent);
    }
};

class Plot
{
public:
    Plot(Axis x, Axis y) : m_x(std::move(x)), m_y(std::move(y))
    {
        m_svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 400\" width=\"640\" height=\"400\" "
                "font-family=\"" +
                std::string(kFont) +
                "\" font-size=\"12\"><rect x=\"0\" y=\"0\" width=\"640\" height=\"400\" fill=\"#ffffff\"/>";
        for (const double t : m_x.ticks()) {
            line(px(t), kTop, px(t), kHeight - kBottom, kGrid, 1);
            label(px(t), kHeight - kBottom + 18, m_x.tickText(t), kSoft, "middle");
        }
        for (const double t : m_y.ticks()) {
            line(kLeft, py(t), kWidth - kRight, py(t), kGrid, 1);
            label(kLeft - 8, py(t) + 4, m_y.tickText(t), kSoft, "end");
        }
        label((kLeft + kWidth - kRight) / 2, kHeight - 10, m_x.label, kInk, "middle");
        const double middle = (kTop + kHeight - kBottom) / 2;
        m_svg += "<text x=\"16\" y=\"" + number(middle) + "\" fill=\"" + kInk +
                 "\" text-anchor=\"middle\" transform=\"rotate(-90 16 " + number(middle) + ")\">" +
                 xmlEscape(m_y.label) + "</text>";
    }
    double px(double v) const { return kLeft + std::clamp(m_x.share(v), 0.0, 1.0) * (kWidth - kLeft - kRight); }
    double py(double v) const
    {
        return kHeight - kBottom - std::clamp(m_y.share(v), 0.0, 1.0) * (kHeight - kTop - kBottom);
    }
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
                 number(kHeight - kTop - kBottom) + "\" fill=\"#f59e0b\" fill-opacity=\"0.10\"/>";
        if (width > 150)
            label(x + 8, kTop + 16, what, "#92400e", "start");
    }
    void curve(const std::vector<std::pair<double, double>>& points,
               const std::string& colour,
               double width,
               const std::string& fill = {})
    {
        std::string list;
        for (const auto& [x, y] : points)
            list += number(px(x)) + "," + number(py(y)) + " ";
        m_svg += "<polyline points=\"" + list + "\" fill=\"" + (fill.empty() ? "none" : fill) + "\"" +
                 (fill.empty() ? "" : " fill-opacity=\"0.22\"") + " stroke=\"" + colour + "\" stroke-width=\"" +
                 number(width) + "\" stroke-linejoin=\"round\"/>";
    }
    void dot(double x, double y, const std::string& colour)
    {
        m_svg += "<circle cx=\"" + number(px(x)) + "\" cy=\"" + number(py(y)) + "\" r=\"3\" fill=\"" + colour + "\"/>";
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

} // namespace

std::string rocSvg(const eval::Roc& roc, std::size_t impostors, const std::string& language)
{
    const double lowest = lowestRate(impostors);
    Plot plot({lowest, 1, true, text("axis.fpr", language)}, {0, 1, false, text("axis.tpr", language)});
    plot.band(lowest, std::min(1.0, 10 / std::max<double>(static_cast<double>(impostors), 1)),
              text("unreliable", language));
    std::vector<std::pair<double, double>> diagonal;
    for (int i = 0; i <= 60; ++i) {
        const double f = std::pow(10, std::log10(lowest) * (1 - i / 60.0));
        diagonal.emplace_back(f, f);
    }
    plot.curve(diagonal, "#9ca3af", 1);
    plot.label(plot.px(0.45) - 8, plot.py(0.45), text("chance", language), kSoft, "end");
    plot.curve(steps(roc), kBlue, 2.2);
    plot.label(kWidth - kRight - 6, kHeight - kBottom - 29, "AUC " + formatNumber(eval::auc(roc), 4), kInk, "end");
    return plot.svg();
}

std::string detSvg(const eval::Roc& roc, std::size_t genuine, std::size_t impostors, const std::string& language)
{
    const double lowest = lowestRate(impostors);
    Plot plot({lowest, 1, true, text("axis.fpr", language)},
              {lowestRate(genuine), 1, true, text("axis.fnr", language)});
    plot.band(lowest, std::min(1.0, 10 / std::max<double>(static_cast<double>(impostors), 1)),
              text("unreliable", language));
    std::vector<std::pair<double, double>> points;
    for (const auto& [fpr, tpr] : steps(roc)) {
        points.emplace_back(fpr, 1 - tpr);
        if (tpr >= 1) // no logarithmic axis shows what follows
            break;
    }
    plot.curve(points, kBlue, 2.2);
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
