// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/field_form.h"

#include "app/engine/qt_convert.h"
#include "core/base/error.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <limits>

namespace likeness::pages {
namespace {

// Real numbers of any size without a fixed number of digits: 0.0005 and 64 both read as people write them.
class RealBox final : public QDoubleSpinBox
{
public:
    explicit RealBox(QWidget* parent) : QDoubleSpinBox(parent)
    {
        setDecimals(10);
        setStepType(AdaptiveDecimalStepType);
        setLocale(QLocale::c());
    }
    QString textFromValue(double value) const override { return QString::number(value, 'g', 8); }
    double valueFromText(const QString& text) const override { return QLocale::c().toDouble(text); }
    QValidator::State validate(QString& text, int&) const override
    {
        bool ok = false;
        const double value = QLocale::c().toDouble(text, &ok);
        if (!ok)
            return QValidator::Intermediate;
        return value >= minimum() && value <= maximum() ? QValidator::Acceptable : QValidator::Intermediate;
    }
};

// A form is scrolled with the wheel: an editor that is not being edited lets it pass.
class WheelGuard final : public QObject
{
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() != QEvent::Wheel || static_cast<QWidget*>(watched)->hasFocus())
            return false;
        event->ignore();
        return true;
    }
};

} // namespace

FieldForm::FieldForm(run::Config& config, const QStringList& keys, QWidget* parent) : QWidget(parent), m_config(config)
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(2, 1);
    auto* guard = new WheelGuard(this);
    int row = 0;
    for (const QString& key : keys) {
        const run::Field* field = &run::field(engine::utf8(key));
        const auto write = [this, field, key](const Json& value) {
            try {
                field->set(m_config, value);
            } catch (const Error&) {
                return; // the editor's range is the field's: only a text can be refused, and the check names it
            }
            Q_EMIT changed(key);
        };
        QWidget* editor = nullptr;
        switch (field->kind) {
        case run::Field::Kind::Bool: {
            auto* box = new QCheckBox(this);
            connect(box, &QCheckBox::toggled, this, [write](bool on) { write(on); });
            editor = box;
            break;
        }
        case run::Field::Kind::Int: {
            auto* box = new QSpinBox(this);
            constexpr double kMost = std::numeric_limits<int>::max();
            box->setRange(static_cast<int>(std::max(field->minimum, -kMost)),
                          static_cast<int>(std::min(field->maximum, kMost)));
            connect(box, &QSpinBox::valueChanged, this, [write](int value) { write(value); });
            editor = box;
            break;
        }
        case run::Field::Kind::Real: {
            auto* box = new RealBox(this);
            box->setRange(field->minimum, field->maximum);
            connect(box, &QDoubleSpinBox::valueChanged, this, [write](double value) { write(value); });
            editor = box;
            break;
        }
        case run::Field::Kind::Choice: {
            auto* box = new QComboBox(this);
            for (const std::string& choice : field->choices)
                box->addItem(choiceLabel(key, engine::qs(choice)), engine::qs(choice));
            connect(box, &QComboBox::activated, this,
                    [write, box] { write(engine::utf8(box->currentData().toString())); });
            editor = box;
            break;
        }
        case run::Field::Kind::Text: {
            auto* box = new QLineEdit(this);
            connect(box, &QLineEdit::textEdited, this, [write](const QString& text) { write(engine::utf8(text)); });
            editor = box;
            break;
        }
        }
        const QString helpText = fieldHelp(*field);
        if (auto* spin = qobject_cast<QAbstractSpinBox*>(editor))
            spin->setButtonSymbols(QAbstractSpinBox::NoButtons); // Up and Down step; people type
        editor->setObjectName(key);
        editor->setMinimumWidth(150);
        editor->setMaximumWidth(220);
        editor->setFocusPolicy(Qt::StrongFocus);
        editor->installEventFilter(guard);
        editor->setAccessibleDescription(helpText);
        editor->setToolTip(QStringLiteral("<p>%1</p><p><code>%2</code></p>").arg(helpText.toHtmlEscaped(), key));
        m_editors[key] = editor;
        auto* label = new QLabel(fieldLabel(key), this);
        label->setBuddy(editor);
        auto* help = new QLabel(helpText, this);
        help->setProperty("role", QStringLiteral("quiet"));
        help->setWordWrap(true);
        grid->addWidget(label, row, 0, Qt::AlignLeft | Qt::AlignVCenter);
        grid->addWidget(editor, row, 1, Qt::AlignVCenter);
        grid->addWidget(help, row, 2, Qt::AlignVCenter);
        ++row;
    }
    reload();
}

void FieldForm::addRow(QLabel* label, QWidget* editor, QLabel* note)
{
    auto* grid = static_cast<QGridLayout*>(layout());
    const int row = grid->rowCount();
    grid->addWidget(label, row, 0, Qt::AlignLeft | Qt::AlignVCenter);
    grid->addWidget(editor, row, 1, 1, 2, Qt::AlignLeft | Qt::AlignVCenter);
    grid->addWidget(note, row + 1, 1, 1, 2);
}

QWidget* FieldForm::editor(const QString& key) const
{
    const auto it = m_editors.find(key);
    return it == m_editors.end() ? nullptr : it->second;
}

void FieldForm::reload()
{
    for (const auto& [key, editor] : m_editors) {
        const QSignalBlocker quiet(editor);
        const Json value = run::field(engine::utf8(key)).get(m_config);
        if (auto* check = qobject_cast<QCheckBox*>(editor))
            check->setChecked(value.get<bool>());
        else if (auto* whole = qobject_cast<QSpinBox*>(editor))
            whole->setValue(static_cast<int>(value.get<double>()));
        else if (auto* real = qobject_cast<QDoubleSpinBox*>(editor))
            real->setValue(value.get<double>());
        else if (auto* choice = qobject_cast<QComboBox*>(editor))
            choice->setCurrentIndex(std::max(0, choice->findData(engine::qs(value.get<std::string>()))));
        else if (auto* text = qobject_cast<QLineEdit*>(editor))
            text->setText(engine::qs(value.get<std::string>()));
    }
}

} // namespace likeness::pages
