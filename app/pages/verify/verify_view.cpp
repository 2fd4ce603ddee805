// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/verify_view.h"

#include "app/engine/qt_convert.h"
#include "core/eval/metrics.h"
#include "widgets/common/theme.h"
#include "widgets/plot/histogram_plot.h"
#include "widgets/plot/roc_plot.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

namespace likeness::pages {

using namespace widgets;

namespace {

QString fixed(double value, int digits = 4)
{
    return QString::number(value, 'f', digits);
}

QString interval(const std::array<double, 2>& ci)
{
    if (!std::isfinite(ci[0]) || !std::isfinite(ci[1]))
        return QStringLiteral("–");
    //: a 95 % confidence interval, low and high end
    return VerifyView::tr("%1 to %2").arg(fixed(ci[0]), fixed(ci[1]));
}

QVector<double> toQt(const std::vector<double>& values)
{
    return QVector<double>(values.begin(), values.end());
}

} // namespace

VerifyView::VerifyView(QWidget* parent) : QWidget(parent)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    outer->addWidget(scroll);
    auto* inside = new QWidget(scroll);
    auto* layout = new QVBoxLayout(inside);
    layout->setContentsMargins(0, 0, kGap, 0);
    layout->setSpacing(kGap);
    m_title = new QLabel(inside);
    m_title->setProperty("role", QStringLiteral("title"));
    layout->addWidget(m_title);
    m_figures = new QLabel(inside);
    m_figures->setTextFormat(Qt::RichText);
    m_figures->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_figures);
    m_sample = new QLabel(inside);
    m_sample->setProperty("role", QStringLiteral("quiet"));
    m_sample->setWordWrap(true);
    layout->addWidget(m_sample);

    auto* plots = new QHBoxLayout;
    plots->setSpacing(kGap);
    m_roc = new RocPlot(inside);
    m_roc->setTitle(tr("ROC"));
    m_roc->setMinimumHeight(280);
    m_histogram = new HistogramPlot(inside);
    m_histogram->setTitle(tr("Similarity of pairs"));
    m_histogram->setMinimumHeight(280);
    plots->addWidget(m_roc, 1);
    plots->addWidget(m_histogram, 1);
    layout->addLayout(plots);
    for (Plot* plot : {static_cast<Plot*>(m_roc), static_cast<Plot*>(m_histogram)}) {
        connect(plot, &Plot::saved, this, &VerifyView::plotSaved);
        connect(plot, &Plot::saveFailed, this, &VerifyView::plotSaveFailed);
    }

    m_operating = new QTableWidget(0, 6, inside);
    m_operating->setHorizontalHeaderLabels({tr("One false accept in"), tr("True-positive rate"), tr("95 % interval"),
                                            tr("Threshold, cosine"), tr("False accepts allowed"), tr("Data")});
    m_operating->setAccessibleName(tr("Operating points"));
    m_operating->verticalHeader()->hide();
    m_operating->verticalHeader()->setDefaultSectionSize(26);
    m_operating->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_operating->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_operating->setShowGrid(false);
    m_operating->setStyleSheet(QStringLiteral("QTableView::item { border: none; padding: 0 6px; }"));
    for (int column = 0; column < 6; ++column)
        m_operating->horizontalHeaderItem(column)->setTextAlignment((column < 5 ? Qt::AlignRight : Qt::AlignLeft) |
                                                                    Qt::AlignVCenter);
    m_operating->setTabKeyNavigation(false);
    m_operating->horizontalHeader()->setStretchLastSection(true);
    m_operating->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    layout->addWidget(m_operating);

    m_pairs = new QVBoxLayout;
    layout->addLayout(m_pairs);
    layout->addStretch(1);
    scroll->setWidget(inside);
}

void VerifyView::show(const verify::Verification& input, std::function<QString(qint64)> nameOf)
{
    m_nameOf = std::move(nameOf);
    const eval::VerifyResult& r = input.result;
    m_title->setText(engine::qs(input.title));
    const auto figure = [](const QString& name, const QString& value, const QString& note) {
        const auto unbroken = [](const QString& text) {
            return text.toHtmlEscaped().replace(QLatin1Char(' '), QStringLiteral("&nbsp;"));
        };
        return QStringLiteral("<td style='padding-right:20px'><span style='color:%4'>%1</span><br><span "
                              "style='font-size:large'><b>%2</b></span>"
                              "<br><span style='color:%4'>%3</span></td>")
            .arg(unbroken(name), unbroken(value), unbroken(note), tones().quiet.name());
    };
    QString html = QStringLiteral("<table><tr>");
    html += figure(tr("Accuracy, %n folds", nullptr, static_cast<int>(r.kfold.foldAccuracy.size())),
                   tr("%1 ± %2").arg(fixed(r.kfold.accuracy), fixed(r.kfold.std)),
                   tr("95 %: %1").arg(interval(r.accuracyCi95)));
    html += figure(tr("AUC"), fixed(r.auc), tr("95 %: %1").arg(interval(r.aucCi95)));
    html += figure(tr("EER"), fixed(r.eer), {});
    html += figure(tr("Threshold"), fixed(r.kfold.threshold, 3), tr("mean of the folds"));
    html += figure(tr("d′"), fixed(r.stats.dPrime, 2), {});
    html += figure(tr("Fisher, scores"), fixed(r.stats.fisher, 2), {});
    if (input.separability)
        html += figure(tr("Fisher, tr(S_B) / tr(S_W)"), fixed(input.separability->fisherTraceRatio, 3), {});
    m_figures->setText(html + QStringLiteral("</tr></table>"));
    m_sample->setText(tr("%1 genuine and %2 impostor pairs. %3")
                          .arg(r.genuine)
                          .arg(r.impostor)
                          .arg(r.resampledIdentities ? tr("Intervals resample people.")
                                                     : tr("The set names no people: intervals resample pairs, and are "
                                                          "too narrow if people occur often.")));

    m_operating->setRowCount(static_cast<int>(r.operating.size()));
    int row = 0;
    for (const eval::Operating& point : r.operating) {
        const QString enough = point.sufficient ? tr("enough") : tr("not enough data");
        const QStringList cells{
            QLocale().toString(static_cast<qlonglong>(point.target > 0 ? std::llround(1 / point.target) : 0)),
            fixed(point.tpr),
            interval(point.ci95),
            fixed(point.threshold),
            QString::number(point.falseAcceptBudget),
            enough};
        for (int column = 0; column < cells.size(); ++column) {
            auto* item = new QTableWidgetItem(cells.at(column));
            item->setTextAlignment((column < 5 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
            if (!point.sufficient)
                item->setForeground(tones().quiet);
            if (column == 5 && !point.sufficient)
                item->setToolTip(
                    tr("Fewer than 10 false accepts are allowed at this rate: the figure hangs on a few pairs."));
            if (column == 1)
                item->setToolTip(
                    tr("Reached at a false-positive rate of %1").arg(QString::number(point.achievedFpr, 'g', 4)));
            m_operating->setItem(row, column, item);
        }
        ++row;
    }
    m_operating->setFixedHeight(m_operating->horizontalHeader()->sizeHint().height() + 26 * row + 4);

    const eval::Roc thin = eval::thinned(r.roc, 2000);
    m_roc->setCurves({{engine::qs(input.title), toQt(thin.fpr), toQt(thin.tpr), static_cast<qint64>(r.impostor)}});
    m_histogram->setHistogram(toQt(r.histogram.edges), toQt(r.histogram.genuine), toQt(r.histogram.impostor));
    m_histogram->setThreshold(r.kfold.threshold);

    while (QLayoutItem* item = m_pairs->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (!input.worstFalseAccepts.empty())
        m_pairs->addWidget(pairs(tr("Taken for one person"),
                                 tr("Different labels, yet alike. Is one of the labels wrong?"),
                                 input.worstFalseAccepts));
    if (!input.worstFalseRejects.empty())
        m_pairs->addWidget(pairs(tr("Not recognised"),
                                 tr("The same label, yet unlike. Is one of the labels wrong, or a photograph bad?"),
                                 input.worstFalseRejects));
}

// The label as it is now; what the pair was called where the face is not of this project.
QString VerifyView::shown(const std::string& name, qint64 face) const
{
    const QString person = face != 0 && m_nameOf ? m_nameOf(face) : QString();
    return person.isEmpty() ? engine::qs(name) : person;
}

QWidget*
VerifyView::pairs(const QString& title, const QString& explanation, const std::vector<verify::PairPicture>& pictures)
{
    auto* box = new QWidget(this);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, kGap, 0, 0);
    auto* heading = new QLabel(QStringLiteral("<b>%1</b> &nbsp;<span style='color:%3'>%2</span>")
                                   .arg(title.toHtmlEscaped(), explanation.toHtmlEscaped(), tones().quiet.name()),
                               box);
    layout->addWidget(heading);
    auto* scroll = new QScrollArea(box);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidgetResizable(true);
    auto* inside = new QWidget(scroll);
    auto* grid = new QGridLayout(inside);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(2);
    int column = 0;
    for (const verify::PairPicture& pair : pictures) {
        const auto face = [&](const Bytes& png, const std::string& name, qint64 id, int at) {
            QPixmap pixmap;
            pixmap.loadFromData(png.data(), static_cast<uint>(png.size()), "PNG");
            auto* button = new QToolButton(inside);
            button->setAutoRaise(true);
            button->setIcon(pixmap);
            button->setIconSize(QSize(80, 80));
            button->setAccessibleName(engine::qs(name));
            if (id != 0) {
                button->setToolTip(tr("%1: look at this face on the Review page").arg(engine::qs(name)));
                button->setCursor(Qt::PointingHandCursor);
                connect(button, &QToolButton::clicked, this, [this, id] { Q_EMIT faceClicked(id); });
            } else {
                button->setToolTip(tr("%1, not a face of this project").arg(engine::qs(name)));
                button->setFocusPolicy(Qt::NoFocus);
            }
            grid->addWidget(button, 0, at);
        };
        face(pair.pngA, pair.nameA, pair.faceA, column);
        face(pair.pngB, pair.nameB, pair.faceB, column + 1);
        const auto both = [](const QString& a, const QString& b) {
            return a == b ? a : tr("%1 / %2", "two people").arg(a, b);
        };
        const QString names = both(shown(pair.nameA, pair.faceA), shown(pair.nameB, pair.faceB));
        auto* caption = new QLabel(inside);
        caption->setProperty("role", QStringLiteral("quiet"));
        caption->setFixedWidth(176);
        caption->setAlignment(Qt::AlignHCenter);
        caption->setText(caption->fontMetrics().elidedText(names, Qt::ElideMiddle, 172) + QLatin1Char('\n') +
                         QString::number(static_cast<double>(pair.score), 'f', 3));
        caption->setToolTip(both(engine::qs(pair.nameA), engine::qs(pair.nameB))); // the files
        grid->addWidget(caption, 1, column, 1, 2);
        grid->setColumnMinimumWidth(column + 2, 14);
        column += 3;
    }
    grid->setColumnStretch(column, 1);
    scroll->setWidget(inside);
    scroll->setFixedHeight(150);
    layout->addWidget(scroll);
    return box;
}

} // namespace likeness::pages
