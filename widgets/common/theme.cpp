// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/theme.h"

#include <QApplication>
#include <QPalette>
#include <QPixmapCache>
#include <QStyle>
#include <QStyleFactory>
#include <QWidget>

namespace likeness::widgets {
namespace {

Tones lightTones()
{
    return {QColor(0x2b, 0x62, 0xc9), QColor(0x1f, 0x7a, 0x45), QColor(0xa8, 0x5f, 0x00), QColor(0xc0, 0x33, 0x2b),
            QColor(0x5d, 0x65, 0x70), QColor(0xd8, 0xdc, 0xe2), QColor(0xff, 0xff, 0xff), QColor(0xe9, 0xec, 0xf0)};
}

Tones darkTones()
{
    return {QColor(0x7a, 0xa7, 0xf5), QColor(0x5f, 0xc2, 0x88), QColor(0xe5, 0xa8, 0x4b), QColor(0xf0, 0x82, 0x78),
            QColor(0x9a, 0xa3, 0xaf), QColor(0x3a, 0x40, 0x48), QColor(0x24, 0x28, 0x2d), QColor(0x14, 0x16, 0x19)};
}

Tones current = lightTones();
bool dark = false;

QColor disabledText()
{
    return dark ? QColor(0x6a, 0x72, 0x7d) : QColor(0x9b, 0xa3, 0xad);
}

QPalette makePalette()
{
    const QColor window = dark ? QColor(0x1c, 0x1f, 0x23) : QColor(0xf5, 0xf6, 0xf8);
    const QColor text = dark ? QColor(0xe6, 0xe9, 0xed) : QColor(0x1b, 0x1f, 0x24);
    const QColor button = dark ? QColor(0x2d, 0x32, 0x39) : QColor(0xfc, 0xfc, 0xfd);
    QPalette palette(text, button, current.line, current.line, current.line, text, Qt::white, current.surface, window);
    palette.setColor(QPalette::AlternateBase, dark ? QColor(0x29, 0x2d, 0x33) : QColor(0xf8, 0xf9, 0xfa));
    palette.setColor(QPalette::ToolTipBase, dark ? QColor(0x33, 0x38, 0x40) : QColor(0x2a, 0x2f, 0x36));
    palette.setColor(QPalette::ToolTipText, QColor(0xf2, 0xf4, 0xf6));
    palette.setColor(QPalette::PlaceholderText, disabledText());
    palette.setColor(QPalette::Light, dark ? QColor(0x36, 0x3b, 0x43) : QColor(0xff, 0xff, 0xff));
    palette.setColor(QPalette::Midlight, dark ? QColor(0x30, 0x35, 0x3c) : QColor(0xee, 0xf0, 0xf3));
    palette.setColor(QPalette::Dark, dark ? QColor(0x12, 0x14, 0x17) : QColor(0xb4, 0xbb, 0xc4));
    palette.setColor(QPalette::Mid, current.line);
    palette.setColor(QPalette::Shadow, dark ? QColor(0x0a, 0x0b, 0x0d) : QColor(0x90, 0x98, 0xa2));
    palette.setColor(QPalette::Highlight, dark ? QColor(0x35, 0x5f, 0xa8) : current.accent);
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, current.accent);
    palette.setColor(QPalette::LinkVisited, current.accent);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, disabledText());
    palette.setColor(QPalette::Disabled, QPalette::Highlight, current.line);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, disabledText());
    return palette;
}

// Only what a palette cannot say.
QString makeSheet()
{
    QString sheet = QStringLiteral(R"(
        QToolTip { border: 1px solid @line; padding: 4px 8px; background: @tip; color: #f2f4f6; }
        QWidget[role="bar"] { background: @surface; }
        QFrame[role="card"] { background: @surface; border: 1px solid @line; border-radius: 6px; }
        QLabel[role="quiet"] { color: @quiet; }
        QLabel[role="section"] { color: @quiet; font-weight: 600; }
        QLabel[role="title"] { font-weight: 600; }
        QPushButton { padding: 5px 12px; min-height: 18px; border: 1px solid @line; border-radius: 5px; background: palette(button); }
        QPushButton:hover { background: palette(midlight); }
        QPushButton:pressed { background: @line; }
        QPushButton:disabled { color: @disabled; }
        QPushButton:focus { border: 2px solid @accent; padding: 4px 11px; }
        QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
        QPushButton[role="primary"] { background: @primary; border-color: @primary; color: white; }
        QPushButton[role="primary"]:hover { background: @hoverPrimary; }
        QPushButton[role="primary"]:focus { border: 2px solid @focusPrimary; }
        QPushButton[role="primary"]:disabled { background: @line; border-color: @line; color: @disabled; }
        QToolButton { border: 1px solid transparent; border-radius: 5px; padding: 4px 6px; }
        QToolButton:hover { background: palette(midlight); }
        QToolButton:checked { background: @chosen; color: @accent; }
        QToolButton:focus { border: 2px solid @accent; padding: 3px 5px; }
        QToolButton[popupMode="2"] { padding-right: 18px; }
        QToolButton::menu-indicator { image: url(:/icons/@arrowDown.svg); width: 10px; height: 10px;
            subcontrol-origin: border; subcontrol-position: center right; right: 5px; }
        QToolButton[role="nav"] { border-radius: 6px; padding: 6px 2px; }
        QToolButton[role="nav"]:focus { padding: 5px 1px; }
        QToolButton[role="nav"]:checked { font-weight: 600; }
        QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox { border: 1px solid @line; border-radius: 5px; padding: 3px 8px;
            min-height: 20px; background: palette(base); }
        QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus { border: 2px solid @accent; padding: 2px 7px; }
        QLineEdit[role="wrong"], QLineEdit[role="wrong"]:focus { border-color: @bad; }
        QComboBox::drop-down { border: none; width: 20px; }
        QComboBox { combobox-popup: 0; }
        QComboBox QAbstractItemView { background: palette(base); border: 1px solid @line; padding: 2px;
            selection-background-color: @chosen; selection-color: palette(text); }
        QComboBox QAbstractItemView::item { min-height: 24px; }
        QComboBox::down-arrow { image: url(:/icons/@arrowDown.svg); width: 12px; height: 12px; }
        QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-origin: border; subcontrol-position: top right;
            width: 20px; border: none; margin: 2px 2px 0 0; }
        QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-origin: border; subcontrol-position: bottom right;
            width: 20px; border: none; margin: 0 2px 2px 0; }
        QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: palette(midlight); }
        QAbstractSpinBox::up-arrow { image: url(:/icons/@arrowUp.svg); width: 9px; height: 9px; }
        QAbstractSpinBox::down-arrow { image: url(:/icons/@arrowDown.svg); width: 9px; height: 9px; }
        QRadioButton::indicator:unchecked { width: 12px; height: 12px; border: 1px solid @quiet; border-radius: 7px;
            background: palette(base); }
        QRadioButton::indicator:checked { width: 6px; height: 6px; border: 4px solid @accent; border-radius: 7px;
            background: palette(base); }
        QCheckBox::indicator:unchecked { width: 12px; height: 12px; border: 1px solid @quiet; border-radius: 3px;
            background: palette(base); }
        QScrollBar:vertical { background: transparent; border: none; width: 11px; margin: 0; }
        QScrollBar:horizontal { background: transparent; border: none; height: 11px; margin: 0; }
        QScrollBar::handle { background: @thumb; border-radius: 3px; margin: 2px; }
        QScrollBar::handle:hover, QScrollBar::handle:pressed { background: @quiet; }
        QScrollBar::handle:vertical { min-height: 32px; }
        QScrollBar::handle:horizontal { min-width: 32px; }
        QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
        QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
        QListView, QTreeView, QTableView { border: none; background: palette(base); outline: none; }
        QListView[role="plain"] { background: transparent; }
        QTableView::item { border: none; padding: 0 6px; }
        QHeaderView::section { background: @surface; color: @quiet; border: none; border-bottom: 1px solid @line; padding: 5px 8px; }
        QProgressBar { border: none; border-radius: 3px; background: @line; max-height: 6px; min-height: 6px; }
        QProgressBar::chunk { background: @accent; border-radius: 3px; }
        QSplitter::handle { background: @line; }
        QSplitter::handle:horizontal { width: 1px; }
        QSplitter::handle:vertical { height: 1px; }
        QMenuBar { background: @surface; border-bottom: 1px solid @line; }
        QScrollArea { border: none; background: transparent; }
    )");
    const auto fill = [&](const char* name, const QColor& color) {
        sheet.replace(QLatin1Char('@') + QLatin1String(name), color.name());
    };
    const QColor primary = dark ? QColor(0x3a, 0x68, 0xb8) : current.accent;
    fill("focusPrimary", dark ? QColor(0xd0, 0xe0, 0xff) : QColor(0x0f, 0x2f, 0x70));
    fill("hoverPrimary", primary.lighter(112));
    fill("primary", primary);
    fill("surface", current.surface);
    fill("tip", dark ? QColor(0x33, 0x38, 0x40) : QColor(0x2a, 0x2f, 0x36));
    fill("disabled", disabledText());
    fill("chosen", dark ? QColor(0x2b, 0x3a, 0x54) : QColor(0xe3, 0xec, 0xfb));
    fill("accent", current.accent);
    fill("bad", current.bad);
    fill("quiet", current.quiet);
    fill("line", current.line);
    fill("thumb", dark ? QColor(0x4d, 0x55, 0x60) : QColor(0xc0, 0xc6, 0xce));
    sheet.replace(QLatin1String("@arrowDown"), dark ? QLatin1String("arrow-down-dark") : QLatin1String("arrow-down"));
    sheet.replace(QLatin1String("@arrowUp"), dark ? QLatin1String("arrow-up-dark") : QLatin1String("arrow-up"));
    return sheet;
}

} // namespace

const Tones& tones()
{
    return current;
}

bool isDark()
{
    return dark;
}

void applyTheme(const QString& theme)
{
    // What the desktop gave before we put anything over it.
    static const bool systemIsDark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    dark = theme == QLatin1String("dark") || (theme != QLatin1String("light") && systemIsDark);
    current = dark ? darkTones() : lightTones();
    QPixmapCache::clear();
    static const bool styled = [] {
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("fusion")));
        return true;
    }();
    Q_UNUSED(styled)
    QApplication::setPalette(makePalette());
    qApp->setStyleSheet(makeSheet());
}

QColor mixed(const QColor& a, const QColor& b, double share)
{
    const auto mix = [share](int x, int y) { return static_cast<int>(x + (y - x) * share); };
    return QColor(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue()));
}

void setRole(QWidget* widget, const QString& role)
{
    widget->setProperty("role", role.isEmpty() ? QVariant() : QVariant(role));
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

void makePrimary(QWidget* button)
{
    setRole(button, QStringLiteral("primary"));
}

} // namespace likeness::widgets
