// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/train/field_text.h"

#include <QString>
#include <QStringList>
#include <QWidget>
#include <map>

QT_BEGIN_NAMESPACE
class QGridLayout;
class QLabel;
class QToolButton;
QT_END_NAMESPACE

namespace likeness::pages {

class RunDraft;

// A form over some settings of a run: name, editor, help beside it. The fields themselves (run::fields()) say what an
// editor may hold, which of them have a say now – the others are hidden –, and what is usual: a value outside is
// marked, and may stay. A number that cannot be stays in its editor, which says so, and the setting keeps the last one
// that could.
class FieldForm final : public QWidget
{
    Q_OBJECT
public:
    // The field's help is beside it, or below it.
    enum class Width { Whole, Narrow };
    // `more`: folded away below the others at first.
    FieldForm(RunDraft& draft,
              const QStringList& keys,
              const QStringList& more,
              QWidget* parent = nullptr,
              Width width = Width::Whole);
    QWidget* editor(const QString& key) const; // null when not in this form
    bool reveal(const QString& key);           // unfolds where need be, gives it the focus; false: not in this form
    // Something that is no field, in line with the others and above what is folded; `note` below it.
    void addRow(QLabel* label, QWidget* editor, QLabel* note);
    bool isValid() const { return m_valid; } // what has a say can be
    void restore();                          // of what is typed and cannot be, back to the settings
    bool moreShown() const;
    void showMore(bool shown);

Q_SIGNALS:
    void validChanged();
    void moreToggled(bool shown);

private:
    struct Row {
        const run::Field* field = nullptr;
        QLabel* label = nullptr;
        QWidget* editor = nullptr;
        QLabel* help = nullptr;
        bool folded = false; // below the button
        Json known;          // the setting's value when it was last looked at
    };
    void addField(const QString& key, bool folded);
    QWidget* makeEditor(const run::Field& field);
    void write(const run::Field& field, const Json& value);
    void reload();  // editors from the configuration
    void refresh(); // what is shown and marked
    QString helpHtml(const Row& row) const;

    RunDraft& m_draft;
    Width m_width;
    QGridLayout* m_grid;
    std::map<QString, Row> m_rows;
    QToolButton* m_more = nullptr;
    bool m_valid = true;
};

} // namespace likeness::pages
