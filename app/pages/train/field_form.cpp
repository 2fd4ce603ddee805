// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/field_form.h"

#include "app/engine/qt_convert.h"
#include "app/pages/train/run_draft.h"
#include "core/base/error.h"
#include "widgets/common/number_field.h"
#include "widgets/common/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>
#include <QWheelEvent>
#include <algorithm>
#include <utility>

namespace likeness::pages {
namespace {

constexpr int kLabelWidth = 150; // the same in every form of a page

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

QString coloured(const QColor& color, const QString& text)
{
    return QStringLiteral("<span style='color:%1'>%2</span>").arg(color.name(), text.toHtmlEscaped());
}

QString problemOf(const QWidget* editor)
{
    const auto* number = qobject_cast<const widgets::NumberField*>(editor);
    return number ? number->problem() : QString();
}

} // namespace

FieldForm::FieldForm(RunDraft& draft, const QStringList& keys, const QStringList& more, QWidget* parent, Width width)
    : QWidget(parent), m_draft(draft), m_width(width), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(6);
    if (width == Width::Whole)
        m_grid->setColumnMinimumWidth(0, kLabelWidth);
    m_grid->setColumnStretch(2, 1);
    for (const QString& key : keys)
        addField(key, false);
    if (!more.isEmpty()) {
        m_more = new QToolButton(this);
        m_more->setCheckable(true);
        m_more->setAutoRaise(true);
        m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        m_more->setObjectName(QStringLiteral("more"));
        connect(m_more, &QToolButton::toggled, this, [this](bool shown) {
            refresh();
            Q_EMIT moreToggled(shown);
        });
        constexpr int kRoom = 20; // rows that addRow() puts above
        m_grid->addWidget(m_more, m_grid->rowCount() + kRoom, 0, 1, 3, Qt::AlignLeft);
        for (const QString& key : more)
            addField(key, true);
    }
    connect(&draft, &RunDraft::changed, this, &FieldForm::refresh);
    connect(&draft, &RunDraft::replaced, this, &FieldForm::reload);
    reload();
}

void FieldForm::addField(const QString& key, bool folded)
{
    auto* guard = new WheelGuard(this);
    const run::Field* field = &run::field(engine::utf8(key));
    QWidget* editor = makeEditor(*field);
    const QString helpText = fieldHelp(*field);
    editor->setObjectName(key);
    const bool whole = m_width == Width::Whole;
    editor->setMinimumWidth(whole ? 150 : 80);
    editor->setMaximumWidth(whole ? 220 : 100);
    editor->setFocusPolicy(Qt::StrongFocus);
    editor->installEventFilter(guard);
    editor->setAccessibleDescription(helpText);
    editor->setToolTip(QStringLiteral("<p>%1</p><p><code>%2</code></p>").arg(helpText.toHtmlEscaped(), key));
    auto* label = new QLabel(fieldLabel(key), this);
    label->setBuddy(editor);
    auto* help = new QLabel(this);
    help->setObjectName(key + QStringLiteral(".help"));
    help->setProperty("role", QStringLiteral("quiet"));
    help->setTextFormat(Qt::RichText);
    help->setWordWrap(true);
    connect(help, &QLabel::linkActivated, this, [this, field, number = qobject_cast<widgets::NumberField*>(editor)] {
        if (const auto usual = run::suggestion(m_draft.config, field->key); usual && number)
            number->setValue(*usual);
    });
    const int row = m_grid->rowCount();
    m_grid->addWidget(label, row, 0, Qt::AlignLeft | Qt::AlignVCenter);
    m_grid->addWidget(editor, row, 1, Qt::AlignVCenter);
    if (whole)
        m_grid->addWidget(help, row, 2, Qt::AlignVCenter);
    else
        m_grid->addWidget(help, row + 1, 0, 1, 3);
    m_rows[key] = {field, label, editor, help, folded, {}};
}

QWidget* FieldForm::makeEditor(const run::Field& field)
{
    using Kind = run::Field::Kind;
    switch (field.kind) {
    case Kind::Bool: {
        auto* box = new QCheckBox(this);
        connect(box, &QCheckBox::toggled, this, [this, &field](bool on) { write(field, on); });
        return box;
    }
    case Kind::Int:
    case Kind::Real: {
        using widgets::NumberField;
        auto* box = new NumberField(field.kind == Kind::Int ? NumberField::Kind::Whole : NumberField::Kind::Real,
                                    field.minimum, field.maximum, this);
        connect(box, &QLineEdit::textChanged, this, [this, &field, box] {
            if (const auto value = box->value())
                write(field, *value);
            else
                refresh();
        });
        return box;
    }
    case Kind::Choice: {
        auto* box = new QComboBox(this);
        for (const std::string& choice : field.choices)
            box->addItem(choiceLabel(engine::qs(field.key), engine::qs(choice)), engine::qs(choice));
        connect(box, &QComboBox::activated, this,
                [this, &field, box] { write(field, engine::utf8(box->currentData().toString())); });
        return box;
    }
    case Kind::Text:
        break;
    }
    auto* box = new QLineEdit(this);
    connect(box, &QLineEdit::textEdited, this,
            [this, &field](const QString& text) { write(field, engine::utf8(text)); });
    return box;
}

void FieldForm::write(const run::Field& field, const Json& value)
{
    try {
        m_draft.set(field, value);
    } catch (const Error&) {
        // the editor knows the field's range: only a text can be refused, and the check names it
    }
}

void FieldForm::addRow(QLabel* label, QWidget* editor, QLabel* note)
{
    int row = 0; // below the last one that is not folded
    for (const auto& [key, r] : m_rows)
        if (!r.folded) {
            int at = 0, column = 0, rows = 0, columns = 0;
            m_grid->getItemPosition(m_grid->indexOf(r.editor), &at, &column, &rows, &columns);
            row = std::max(row, at + 1);
        }
    while (m_grid->itemAtPosition(row, 0) || m_grid->itemAtPosition(row, 1))
        ++row;
    label->setParent(this);
    m_grid->addWidget(label, row, 0, Qt::AlignLeft | Qt::AlignVCenter);
    m_grid->addWidget(editor, row, 1, 1, 2, Qt::AlignLeft | Qt::AlignVCenter);
    m_grid->addWidget(note, row + 1, 1, 1, 2);
}

QWidget* FieldForm::editor(const QString& key) const
{
    const auto it = m_rows.find(key);
    return it == m_rows.end() ? nullptr : it->second.editor;
}

bool FieldForm::reveal(const QString& key)
{
    const auto it = m_rows.find(key);
    if (it == m_rows.end())
        return false;
    if (it->second.folded)
        showMore(true);
    it->second.editor->setFocus(Qt::OtherFocusReason);
    if (auto* number = qobject_cast<widgets::NumberField*>(it->second.editor))
        number->selectAll();
    return true;
}

bool FieldForm::moreShown() const
{
    return m_more && m_more->isChecked();
}

void FieldForm::showMore(bool shown)
{
    if (m_more)
        m_more->setChecked(shown);
}

void FieldForm::restore()
{
    for (auto& [key, row] : m_rows)
        row.known = Json();
    reload();
}

void FieldForm::reload()
{
    for (const auto& [key, row] : m_rows) {
        const QSignalBlocker quiet(row.editor);
        const Json value = row.field->get(m_draft.config);
        if (value == row.known)
            continue; // what is typed stays, also what cannot be
        if (auto* check = qobject_cast<QCheckBox*>(row.editor))
            check->setChecked(value.get<bool>());
        else if (auto* number = qobject_cast<widgets::NumberField*>(row.editor))
            number->setValue(value.get<double>());
        else if (auto* choice = qobject_cast<QComboBox*>(row.editor))
            choice->setCurrentIndex(std::max(0, choice->findData(engine::qs(value.get<std::string>()))));
        else if (auto* text = qobject_cast<QLineEdit*>(row.editor))
            text->setText(engine::qs(value.get<std::string>()));
    }
    refresh();
}

QString FieldForm::helpHtml(const Row& row) const
{
    const run::Config& config = m_draft.config;
    const Json value = row.field->get(config);
    const auto usual = run::usualRange(config, *row.field);
    QString html = fieldHelp(*row.field).toHtmlEscaped(); // what is usual included
    if (const QString problem = problemOf(row.editor); !problem.isEmpty())
        return coloured(widgets::tones().bad, problem) + QLatin1Char(' ') + html;
    if (row.field->kind == run::Field::Kind::Choice) {
        const QString chosen = choiceHelp(engine::qs(row.field->key), engine::qs(value.get<std::string>()));
        if (!chosen.isEmpty())
            html = chosen.toHtmlEscaped();
    }
    if (usual && !usual->holds(value.get<double>()))
        html = coloured(widgets::tones().warn, tr("Unusual.")) + QLatin1Char(' ') + html;
    if (const auto better = run::suggestion(config, row.field->key); better && *better != value.get<double>())
        html += QStringLiteral(" %1 <a style='color:%2' href='use'>%3</a>")
                    .arg(tr("Here usual: %1.").arg(widgets::NumberField::written(*better)),
                         widgets::tones().accent.name(), tr("Use"));
    return html;
}

void FieldForm::refresh()
{
    const run::Config fresh;
    int changed = 0, folded = 0;
    bool valid = true;
    for (auto& [key, row] : m_rows) {
        const bool has = run::applies(m_draft.config, row.field->key);
        const bool wrong = has && !problemOf(row.editor).isEmpty();
        valid = valid && !wrong;
        row.known = row.field->get(m_draft.config);
        if (const QString role = wrong ? QStringLiteral("wrong") : QString();
            row.editor->property("role").toString() != role)
            widgets::setRole(row.editor, role);
        if (row.folded && has) {
            ++folded;
            changed += row.field->get(m_draft.config) != row.field->get(fresh);
        }
        const bool shown = has && (!row.folded || moreShown() || wrong);
        for (QWidget* part : {static_cast<QWidget*>(row.label), row.editor, static_cast<QWidget*>(row.help)})
            part->setVisible(shown);
        if (const QString html = helpHtml(row); html != row.help->text())
            row.help->setText(html);
    }
    if (std::exchange(m_valid, valid) != valid)
        Q_EMIT validChanged();
    if (!m_more)
        return;
    m_more->setVisible(folded > 0);
    m_more->setArrowType(moreShown() ? Qt::DownArrow : Qt::RightArrow);
    m_more->setText(moreShown()   ? tr("Fewer settings")
                    : changed > 0 ? tr("More settings, %n of them changed", nullptr, changed)
                                  : tr("More settings"));
}

} // namespace likeness::pages
