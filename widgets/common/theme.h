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

// `a` with that share of `b`.
QColor mixed(const QColor& a, const QColor& b, double share);

// What the style sheet draws a widget as ("title", "quiet", "primary" …; empty: plain), also where it was drawn before.
void setRole(QWidget* widget, const QString& role);
// The one button of a dialog or page that does what it is for.
void makePrimary(QWidget* button);

// Spacing is made of these.
inline constexpr int kSmallGap = 4;
inline constexpr int kGap = 8;
inline constexpr int kMargin = 16;

} // namespace likeness::widgets
