// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/report_pdf.h"

#include "app/engine/qt_convert.h"
#include "core/base/file.h"
#include "core/report/markup.h"

#include <QBuffer>
#include <QFontMetricsF>
#include <QImage>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgRenderer>
#include <QTextLayout>
#include <algorithm>
#include <span>

namespace likeness::engine {
namespace {

constexpr int kResolution = 1200;
constexpr std::size_t kKeptTogether = 12;           // rows of a table that is not broken over pages
constexpr qreal kKeptHeight = 18.0 * kKeptTogether; // nor such a high one
constexpr qreal kPageWidth = 595.28;                // A4 in points, the unit of everything below
constexpr qreal kPageHeight = 841.89;
constexpr qreal kMargin = 54;
constexpr qreal kWidth = kPageWidth - 2 * kMargin;
constexpr qreal kBottom = kPageHeight - kMargin - 14; // above the foot
const QColor kInk(0x1c, 0x1c, 0x1c);
const QColor kQuiet(0x6a, 0x6a, 0x6a);
const QColor kRule(0xd4, 0xd4, 0xd4);

qreal units(qreal points)
{
    return points * kResolution / 72;
}

// What should stay on one line: words, and of Chinese, which breaks anywhere, a few letters.
QStringList unbroken(const QString& text)
{
    constexpr qsizetype kLong = 24; // a longer one may be broken anywhere
    constexpr qsizetype kHan = 4;
    QStringList out;
    QString word;
    bool han = false;
    const auto end = [&] {
        if (!word.isEmpty() && word.size() <= kLong)
            out.append(han ? word.left(kHan) : word);
        word.clear();
    };
    for (const QChar c : text) {
        const bool isHan = c.script() == QChar::Script_Han;
        if (c == QLatin1Char(' ') || isHan != han)
            end();
        han = isHan;
        if (c != QLatin1Char(' '))
            word.append(c);
    }
    end();
    return out;
}

// Puts one block below the other, and begins a new page where the next does not fit.
class Sheet
{
public:
    Sheet(const report::Document& document, QIODevice& out, int pages)
        : m_document(document), m_writer(&out), m_pages(pages)
    {
        m_writer.setResolution(kResolution);
        m_writer.setPageSize(QPageSize(QPageSize::A4));
        m_writer.setPageMargins(QMarginsF(0, 0, 0, 0));
        m_writer.setTitle(qs(document.title));
        m_writer.setCreator(QStringLiteral("Likeness"));
        m_painter.begin(&m_writer);
        m_painter.setRenderHint(QPainter::SmoothPixmapTransform);
        foot();
    }

    int draw()
    {
        const auto* first =
            m_document.blocks.empty() ? nullptr : std::get_if<report::Heading>(&m_document.blocks.front());
        if (!m_document.title.empty() && !(first && first->text == m_document.title)) {
            text(qs(m_document.title), font(22, true), kInk, 1.1);
            m_y += 6;
        }
        for (std::size_t i = 0; i < m_document.blocks.size(); ++i) {
            // A heading goes where what it heads goes, over the sentence between them too.
            if (std::holds_alternative<report::Heading>(m_document.blocks[i])) {
                std::size_t next = i + 1;
                while (next < m_document.blocks.size() &&
                       std::holds_alternative<report::Paragraph>(m_document.blocks[next]))
                    ++next;
                const qreal above = 50 + 30 * static_cast<qreal>(next - i - 1);
                if (next < m_document.blocks.size()) {
                    if (const auto* figure = std::get_if<report::Figure>(&m_document.blocks[next]))
                        need(above + 40 + figureSize(*figure).height());
                    else if (const auto* table = std::get_if<report::Table>(&m_document.blocks[next]))
                        need(above + 40 + 18 * static_cast<qreal>(std::min(table->rows.size(), kKeptTogether)));
                }
            }
            std::visit([this](const auto& block) { this->add(block); }, m_document.blocks[i]);
        }
        m_painter.end();
        return m_page;
    }

private:
    QFont font(qreal points, bool bold = false) const
    {
        QFont f;
        // Figures and names in the Latin face in Chinese too: of the other one they could not be searched or copied.
        f.setFamilies({QStringLiteral("DejaVu Sans"), QStringLiteral("Noto Sans CJK SC")});
        f.setPixelSize(static_cast<int>(std::lround(units(points))));
        f.setBold(bold);
        f.setHintingPreference(QFont::PreferNoHinting);
        return f;
    }

    static QRectF rect(qreal x, qreal y, qreal w, qreal h) { return {units(x), units(y), units(w), units(h)}; }

    void foot()
    {
        m_painter.setFont(font(7.5));
        m_painter.setPen(kQuiet);
        const QFontMetricsF metrics(m_painter.font(), &m_writer);
        const QString title = metrics.elidedText(qs(m_document.title), Qt::ElideRight, units(kWidth - 80));
        const QRectF line = rect(kMargin, kPageHeight - kMargin + 6, kWidth, 12);
        m_painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, title);
        if (m_pages > 0)
            m_painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                               QStringLiteral("%1 / %2").arg(m_page).arg(m_pages));
    }

    void newPage()
    {
        m_writer.newPage();
        ++m_page;
        m_y = kMargin;
        foot();
    }

    // False and nothing done when it fits, or when the page is still empty: then it has to do.
    void need(qreal height)
    {
        if (m_y + height > kBottom && m_y > kMargin)
            newPage();
    }

    static QTextOption wrapped(Qt::Alignment side)
    {
        QTextOption option(side | Qt::AlignTop);
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        return option;
    }

    qreal textHeight(const QString& text, const QFont& f, qreal width) const
    {
        qreal height = 0;
        for (const QString& part : text.split(QLatin1Char('\n'))) {
            QTextLayout layout(part, f, &m_writer);
            layout.setTextOption(wrapped(Qt::AlignLeft));
            layout.beginLayout();
            for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
                line.setLineWidth(units(width));
                height += line.height();
            }
            layout.endLayout();
        }
        return std::max(height, QFontMetricsF(f, &m_writer).height()) * 72 / kResolution;
    }

    // Of the first line: words in two scripts are taller than figures.
    qreal ascent(const QString& text, const QFont& f, qreal width) const
    {
        QTextLayout layout(text.section(QLatin1Char('\n'), 0, 0), f, &m_writer);
        layout.setTextOption(wrapped(Qt::AlignLeft));
        layout.beginLayout();
        QTextLine line = layout.createLine();
        if (!line.isValid())
            return 0;
        line.setLineWidth(units(width));
        layout.endLayout();
        return line.ascent() * 72 / kResolution;
    }

    // Line by line, so that a long paragraph goes on over the page's end.
    void text(const QString& string, const QFont& f, const QColor& colour, qreal lineFactor)
    {
        for (const QString& part : string.split(QLatin1Char('\n'))) {
            QTextLayout layout(part, f, &m_writer);
            layout.setTextOption(wrapped(Qt::AlignLeft));
            layout.beginLayout();
            std::vector<QTextLine> lines;
            for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
                line.setLineWidth(units(kWidth));
                line.setPosition({0, 0});
                lines.push_back(line);
            }
            layout.endLayout();
            for (const QTextLine& line : lines) {
                const qreal height = line.height() * 72 / kResolution * lineFactor;
                need(height);
                m_painter.setPen(colour);
                line.draw(&m_painter, {units(kMargin), units(m_y)});
                m_y += height;
            }
        }
    }

    void add(const report::Heading& heading)
    {
        const qreal size = heading.level <= 1 ? 20 : heading.level == 2 ? 13.5 : 11;
        if (m_y > kMargin)
            m_y += size * 0.9;
        need(size * 1.5 + 60); // never alone at the foot of a page
        text(qs(heading.text), font(size, true), kInk, 1.1);
        m_y += size * 0.35;
        m_heading = heading.text;
    }

    void add(const report::Paragraph& paragraph)
    {
        text(qs(paragraph.text), font(9.5), kInk, 1.25);
        m_y += 5;
    }

    // A figure's numbers are long and narrow: several lengths of the table side by side.
    report::Table sideBySide(const report::Table& table, qreal width) const
    {
        constexpr qreal kGap = 22;
        constexpr std::size_t kFewRows = 8;
        const auto fitting = static_cast<std::size_t>(std::max(1.0, std::floor((kWidth + kGap) / (width + kGap))));
        const std::size_t lengths = std::min(fitting, (table.rows.size() + kFewRows - 1) / kFewRows);
        if (lengths < 2)
            return table;
        const std::size_t rows = (table.rows.size() + lengths - 1) / lengths;
        report::Table out{{}, std::vector<std::vector<std::string>>(rows), table.title, table.collapsed};
        const auto append = [](auto& to, const auto& cells, bool first) {
            if (!first)
                to.emplace_back();
            to.insert(to.end(), cells.begin(), cells.end());
        };
        const std::vector<std::string> blank(table.header.size());
        for (std::size_t l = 0; l < lengths; ++l) {
            append(out.header, table.header, l == 0);
            for (std::size_t r = 0; r < rows; ++r) {
                const std::size_t from = l * rows + r;
                append(out.rows[r], from < table.rows.size() ? table.rows[from] : blank, l == 0);
            }
        }
        return out;
    }

    void add(const report::Table& table) { draw(table, table.collapsed); }

    void draw(const report::Table& table, bool narrow)
    {
        std::size_t columns = table.header.size();
        for (const auto& row : table.rows)
            columns = std::max(columns, row.size());
        if (columns == 0)
            return;
        const qreal points =
            columns > 6 && !narrow ? 7 : 8.5; // a wide table in smaller type rather than in broken figures
        const QFont body = font(points);
        const QFont head = font(points, true);
        constexpr qreal kPad = 5;
        std::vector<qreal> natural(columns, 20);
        std::vector<qreal> least(columns, 20); // the longest word: nothing is broken inside it while there is room
        std::vector<bool> numeric(columns, true);
        const auto widen = [&](const std::vector<std::string>& row, const QFont& f) {
            const QFontMetricsF metrics(f, &m_writer);
            const auto needed = [&](const QString& words) {
                return metrics.horizontalAdvance(words) * 72 / kResolution + 2 * kPad + 1;
            };
            for (std::size_t c = 0; c < row.size(); ++c) {
                natural[c] = std::max(natural[c], needed(qs(row[c])));
                for (const QString& word : unbroken(qs(row[c])))
                    least[c] = std::max(least[c], needed(word));
            }
        };
        widen(table.header, head);
        for (const auto& row : table.rows) {
            widen(row, body);
            for (std::size_t c = 0; c < row.size(); ++c)
                numeric[c] = numeric[c] && report::isFigure(row[c]);
        }
        if (narrow) {
            draw(sideBySide(table, total(natural)), false);
            return;
        }
        // What breaks into the fewest lines gives way, but no figure and no word is broken while others can give; where
        // all have given what they can, the widest.
        std::vector<qreal> width = natural;
        qreal over = std::max(0.0, total(width) - kWidth);
        while (over > 0.5) {
            std::size_t narrower = columns;
            const auto lines = [&](std::size_t c) { return natural[c] / width[c]; };
            for (std::size_t c = 0; c < columns; ++c)
                if (!numeric[c] && width[c] > least[c] + 1 &&
                    (narrower == columns || lines(c) < lines(narrower) ||
                     (lines(c) == lines(narrower) && width[c] > width[narrower])))
                    narrower = c;
            if (narrower == columns)
                narrower = static_cast<std::size_t>(std::max_element(width.begin(), width.end()) - width.begin());
            const qreal cut = std::min(over, std::max(1.0, width[narrower] * 0.02));
            width[narrower] -= cut;
            over -= cut;
        }
        const auto drawRow = [&](const std::vector<std::string>& row, const QFont& f, const QColor& colour) {
            qreal height = 0, base = 0; // all cells on one baseline
            std::vector<qreal> ascents;
            for (std::size_t c = 0; c < row.size(); ++c) {
                height = std::max(height, textHeight(qs(row[c]), f, width[c] - 2 * kPad));
                base = std::max(base, ascents.emplace_back(ascent(qs(row[c]), f, width[c] - 2 * kPad)));
            }
            height += 5;
            qreal x = kMargin;
            m_painter.setFont(f);
            m_painter.setPen(colour);
            for (std::size_t c = 0; c < row.size(); ++c) {
                const auto side = numeric[c] ? Qt::AlignRight : Qt::AlignLeft;
                const qreal down = base - ascents[c];
                m_painter.drawText(rect(x + kPad, m_y + 2.5 + down, width[c] - 2 * kPad, height), qs(row[c]),
                                   wrapped(side));
                x += width[c];
            }
            m_y += height;
            m_painter.setPen(QPen(kRule, units(0.5)));
            m_painter.drawLine(QLineF(units(kMargin), units(m_y), units(kMargin + total(width)), units(m_y)));
            return height;
        };
        const auto rowHeight = [&](const std::vector<std::string>& row) {
            qreal height = 0;
            for (std::size_t c = 0; c < row.size(); ++c)
                height = std::max(height, textHeight(qs(row[c]), body, width[c] - 2 * kPad));
            return height + 5;
        };
        qreal rows = 0; // a short table stays on one page, a long one at least starts with a row
        for (const auto& row : table.rows)
            rows += rowHeight(row);
        if (!table.rows.empty() && (table.rows.size() > kKeptTogether || rows > kKeptHeight))
            rows = rowHeight(table.rows.front());
        need((table.title.empty() ? 20 : 36) + rows);
        if (!table.title.empty()) {
            text(qs(table.title), font(9.5, true), kInk, 1.25);
            m_y += 2;
        }
        const bool hasHeader =
            std::any_of(table.header.begin(), table.header.end(), [](const auto& h) { return !h.empty(); });
        if (hasHeader)
            drawRow(table.header, head, kInk);
        for (const auto& row : table.rows) {
            const int before = m_page;
            need(rowHeight(row));
            if (m_page != before && hasHeader)
                drawRow(table.header, head, kInk);
            drawRow(row, body, kInk);
        }
        m_y += 8;
    }

    static qreal total(const std::vector<qreal>& widths)
    {
        qreal sum = 0;
        for (qreal w : widths)
            sum += w;
        return sum;
    }

    static QSizeF figureSize(const report::Figure& figure)
    {
        const qreal w = figure.width > 0 ? figure.width : 640;
        const qreal h = figure.height > 0 ? figure.height : 400;
        return QSizeF(w, h) * std::min({kWidth / w, (kBottom - kMargin - 30) / h, 0.75}); // a CSS pixel is 0.75 points
    }

    void add(const report::Figure& figure)
    {
        const QSizeF size = figureSize(figure);
        need(size.height() + 24);
        if (!figure.title.empty() && figure.title != m_heading) { // said already
            text(qs(figure.title), font(9.5, true), kInk, 1.25);
            m_y += 2;
        }
        QSvgRenderer svg(QByteArray::fromStdString(figure.svg));
        if (svg.isValid())
            svg.render(&m_painter, rect(kMargin, m_y, size.width(), size.height()));
        m_y += size.height() + 10;
    }

    void add(const report::Gallery& gallery)
    {
        if (gallery.items.empty())
            return;
        constexpr qreal kSide = 62;
        constexpr qreal kGap = 10;
        std::size_t most = 1;
        for (const auto& item : gallery.items)
            most = std::max(most, item.pngs.size());
        const qreal itemWidth = std::min(kWidth, static_cast<qreal>(most) * (kSide + 3));
        const auto perRow = static_cast<std::size_t>(std::max(1.0, std::floor((kWidth + kGap) / (itemWidth + kGap))));
        const QFont caption = font(7.5);
        need(kSide + 50);
        if (!gallery.title.empty()) {
            text(qs(gallery.title), font(9.5, true), kInk, 1.25);
            m_y += 2;
        }
        for (std::size_t first = 0; first < gallery.items.size(); first += perRow) {
            const std::size_t last = std::min(gallery.items.size(), first + perRow);
            qreal captions = 0;
            for (std::size_t i = first; i < last; ++i)
                captions = std::max(captions, textHeight(qs(gallery.items[i].caption), caption, itemWidth));
            need(kSide + captions + 10);
            for (std::size_t i = first; i < last; ++i) {
                const auto& item = gallery.items[i];
                const qreal x = kMargin + static_cast<qreal>(i - first) * (itemWidth + kGap);
                for (std::size_t p = 0; p < item.pngs.size(); ++p) {
                    const QImage picture = QImage::fromData(item.pngs[p].data(), static_cast<int>(item.pngs[p].size()));
                    if (!picture.isNull())
                        m_painter.drawImage(rect(x + static_cast<qreal>(p) * (kSide + 3), m_y, kSide, kSide), picture);
                }
                m_painter.setFont(caption);
                m_painter.setPen(kQuiet);
                m_painter.drawText(rect(x, m_y + kSide + 2, itemWidth, captions + 2), qs(item.caption),
                                   wrapped(Qt::AlignLeft));
            }
            m_y += kSide + captions + 10;
        }
    }

    const report::Document& m_document;
    mutable QPdfWriter m_writer;
    QPainter m_painter;
    std::string m_heading;
    qreal m_y = kMargin;
    int m_page = 1;
    int m_pages = 0;
};

// Qt writes the moment of writing and random identifiers into every PDF. They say nothing about the report, and would
// make two equal reports differ; replaced by as many characters, so that every offset in the file stays right.
void removeClock(QByteArray& pdf)
{
    const auto replaceAll = [&pdf](const QByteArray& start, const QByteArray& end, char digit) {
        for (qsizetype at = pdf.indexOf(start); at >= 0; at = pdf.indexOf(start, at + 1)) {
            const qsizetype from = at + start.size();
            const qsizetype to = pdf.indexOf(end, from);
            if (to < 0 || to - from > 200)
                continue;
            for (qsizetype i = from; i < to; ++i)
                if (std::isxdigit(static_cast<unsigned char>(pdf.at(i))))
                    pdf[i] = digit;
        }
    };
    replaceAll("/CreationDate (D:", ")", '0');
    replaceAll("<xmp:CreateDate>", "<", '0');
    replaceAll("<xmp:ModifyDate>", "<", '0');
    replaceAll("<xmp:MetadataDate>", "<", '0');
    replaceAll("xmp:CreateDate=\"", "\"", '0');
    replaceAll("xmp:ModifyDate=\"", "\"", '0');
    replaceAll("xmp:MetadataDate=\"", "\"", '0');
    replaceAll("uuid:", "\"", '0');
    replaceAll("uuid:", "<", '0');
    replaceAll("/ID [ <", "]", '0');
}

} // namespace

QByteArray reportPdf(const report::Document& document)
{
    QByteArray bytes;
    int pages = 0; // the first round counts them
    for (int round = 0; round < 2; ++round) {
        bytes.clear();
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        Sheet sheet(document, buffer, pages);
        pages = sheet.draw();
    }
    removeClock(bytes);
    return bytes;
}

void writeReportPdf(const report::Document& document, const std::filesystem::path& file)
{
    const QByteArray bytes = reportPdf(document);
    writeFileAtomically(file, std::span(reinterpret_cast<const std::uint8_t*>(bytes.constData()),
                                        static_cast<std::size_t>(bytes.size())));
}

} // namespace likeness::engine
