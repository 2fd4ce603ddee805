// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/review/review_item.h"

#include <QString>
#include <vector>

// What the review says, in the words of the window's language.
namespace likeness::pages {

struct EvidencePart {
    enum class Tone { Plain, For, Against }; // the label
    QString name;                            // "To its own person"
    QString value;                           // "similarity 0.31 · 11 faces"
    QString tip;
    Tone tone = Tone::Plain;
};

QString percent(double share);                        // "97 %"
QString shortName(const QString& name);               // as a button has room for
QString fixText(const ReviewItem& item, bool second); // of the button; `second`: a second person's look
QString keepText(const ReviewItem& item);
QString ownHeading(const ReviewItem& item);
QString ownNote(const ReviewItem& item);
QString rivalHeading(const ReviewItem& item);
QString rivalNote(const ReviewItem& item);
QString stateText(const ReviewItem& item);    // "Wrong with 97 %", "Decided: moved"
QString sentenceText(const ReviewItem& item); // why it is suspected, and how sure whom it shows is
std::vector<EvidencePart> evidenceParts(const ReviewItem& item, const QString& method);
QString opinionsText(const ReviewItem& item, qint64 nowMs); // "Ann: keep, yesterday"; empty when nobody said anything

} // namespace likeness::pages
