// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review/review_end.h"

#include "app/pages/common/flag_text.h"
#include "app/pages/review/demo_truth.h"
#include "widgets/common/theme.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QVBoxLayout>

namespace likeness::pages {

using namespace widgets;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::pages::ReviewEnd)
};

// Sentences after each other; empty ones are left out.
QString sentences(QStringList parts)
{
    parts.removeAll(QString());
    return parts.join(QStringLiteral("\n\n"));
}

QString figuresText(const ReviewFigures& figures)
{
    return sentences({remainingSentence(figures.remaining), agreementText(figures),
                      figures.curation ? curationText(*figures.curation) : QString()});
}

} // namespace

ReviewEnd reviewEnd(const ReviewEndState& state)
{
    using Next = ReviewEnd::Next;
    const int reviewed = state.queue.reviewed();
    const int left = state.queue.left();
    if (state.project.counts().faces == 0)
        return {Words::tr("No faces yet"), Words::tr("Import a folder that holds one folder of images per person."),
                Words::tr("Go to Dataset"), Next::Dataset};
    if (left > 0)
        return {Words::tr("End of the list"),
                Words::tr("%n flag(s) were skipped and are still open. Press ← to go back.", nullptr, left),
                Words::tr("Back to the open flags"), Next::OpenFlags};
    if (state.queue.source() == ReviewQueue::Source::Given)
        return {Words::tr("These faces are looked through"), Words::tr("%n face(s) decided.", nullptr, reviewed),
                Words::tr("Back to the usual list"), Next::Leave};
    if (state.queue.source() == ReviewQueue::Source::SecondLook)
        return {reviewed > 0 ? Words::tr("You have looked at all that others decided")
                             : Words::tr("Nothing to look at a second time"),
                reviewed > 0
                    ? agreementText(state.figures)
                    : Words::tr("What other people decide in this project comes here, for you to confirm or to "
                                "object. Everybody sets their name in the settings."),
                Words::tr("Back to the usual list"), Next::Leave};
    if (reviewed > 0) {
        const QString truth =
            state.kind == QLatin1String("mislabelled") ? demoTruthText(state.project, state.method) : QString();
        int others = 0; // of other kinds
        for (const auto& [kind, open] : state.figures.open)
            others += QLatin1String(kind.c_str()) == state.kind ? 0 : open;
        const QString also =
            others > 0 ? Words::tr("%n flag(s) of other kinds are open; the list above names them.", nullptr, others)
                       : QString();
        return {
            others > 0 ? Words::tr("All flags of this kind are reviewed") : Words::tr("All flags are reviewed"),
            sentences({Words::tr("%n flag(s) reviewed.", nullptr, reviewed), also, truth, figuresText(state.figures)}),
            Words::tr("Train a model"), Next::Train};
    }
    if (state.hasFlags)
        return {Words::tr("Nothing is flagged here"),
                sentences({state.kind == QLatin1String("mislabelled")
                               ? Words::tr("By this method no face looks suspicious. A model's embeddings give an "
                                           "independent second opinion.")
                               : Words::tr("There is nothing of this kind: %1. The list above names the others.")
                                     .arg(kindText(state.kind)),
                           figuresText(state.figures)}),
                Words::tr("Look again"), Next::Look};
    return {Words::tr("Nothing was looked for yet"),
            Words::tr("Likeness compares every face with its own person and with all others, and lists those whose "
                      "label looks wrong, worst first. LBPH needs no model and takes seconds for some hundred faces."),
            Words::tr("Look for wrong labels"), Next::Look};
}

void showWhy(QWidget* parent, const ReviewFigures& figures)
{
    auto* dialog = new QDialog(parent);
    dialog->setObjectName(QStringLiteral("whyDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(Words::tr("What the figures mean here"));
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(kMargin, kMargin, kMargin, 12);
    column->setSpacing(kSmallGap);
    const auto section = [&](const QString& heading, const QString& text) {
        if (text.isEmpty())
            return;
        auto* title = new QLabel(heading, dialog);
        title->setProperty("role", QStringLiteral("section"));
        auto* body = new QLabel(text, dialog);
        body->setTextFormat(Qt::PlainText);
        body->setWordWrap(true);
        column->addWidget(title);
        column->addWidget(body);
        column->addSpacing(kGap);
    };
    section(Words::tr("Why a face is flagged"),
            figures.curation ? curationText(*figures.curation)
                             : Words::tr("The percentage is the probability that the label is wrong. Look for wrong "
                                         "labels again to see how well that is known for this dataset."));
    QString remaining = remainingSentence(figures.remaining);
    if (!remaining.isEmpty())
        remaining = inTurn(inTurn(remaining, afterFlaggedText(figures.remaining)),
                           Words::tr("In brackets what holds in 95 of 100 cases, from the scores and from what was "
                                     "decided so far."));
    section(Words::tr("What is still wrong"), remaining);
    section(Words::tr("How far people agree"), agreementText(figures));
    column->addStretch(1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    column->addWidget(buttons);
    dialog->setFixedWidth(520);
    dialog->show();
}

} // namespace likeness::pages
