// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QColor>
#include <QString>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

namespace likeness::widgets {

// The few colours beside the palette's own. One accent; the others only ever mean something.
struct Tones {
    QColor accent;  // what is chosen, what to press
    QColor good;    // confirmed, kept
    QColor warn;    // flagged, unsure
    QColor bad;     // rejected, failed
    QColor quiet;   // secondary text
    QColor line;    // separators and borders
    QColor surface; // cards and bars, beside the window's background
    QColor well;    // behind pictures
};
const Tones& tones();
bool isDark();

// "system" | "light" | "dark". Sets style, palette and style sheet of the application; safe to call again at any time.
void applyTheme(const QString& theme);

// The one button of a dialog or page that does what it is for. Also where the button has been styled already, as a
// QDialogButtonBox does.
void makePrimary(QWidget* button);

// Spacing is made of these.
inline constexpr int kSmallGap = 4;
inline constexpr int kGap = 8;
inline constexpr int kMargin = 16;

} // namespace likeness::widgets
