// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/run/config.h"

#include <QString>
#include <QStringList>
#include <QWidget>
#include <map>

class QLabel;

namespace likeness::pages {

// Translated name and help of a field of run.json; the key and the English help where there is none.
QString fieldLabel(const QString& key);
QString fieldHelp(const run::Field& field);
bool hasTranslatableHelp(const run::Field& field); // the table's English sentence is the core's
QString choiceLabel(const QString& key, const QString& choice);

// A form over some fields of a configuration: name, editor, help beside it. The fields themselves (run::fields()) say
// what an editor may hold. Writes through to the configuration, which outlives it.
class FieldForm final : public QWidget
{
    Q_OBJECT
public:
    FieldForm(run::Config& config, const QStringList& keys, QWidget* parent = nullptr);
    void reload();                             // the configuration changed elsewhere
    QWidget* editor(const QString& key) const; // null when not in this form
    // Something that is no field, in line with the others; `note` below it.
    void addRow(QLabel* label, QWidget* editor, QLabel* note);

Q_SIGNALS:
    void changed(const QString& key);

private:
    run::Config& m_config;
    std::map<QString, QWidget*> m_editors;
};

} // namespace likeness::pages
