// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/hard_set_dialog.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/verify/slices_model.h"
#include "app/pages/verify/tab_parts.h"
#include "core/run/event_fields.h"
#include "widgets/common/number_field.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"
#include "widgets/dialogs/path_field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;
using engine::qs;

namespace {

constexpr int kMessageMs = 8000;
constexpr int kSizes[] = {112, 160, 224};

QString variantText(image::Variant variant)
{
    switch (variant) {
    case image::Variant::Mask:
        return HardSetDialog::tr("&Mask");
    case image::Variant::Profile:
        return HardSetDialog::tr("&Turned head");
    case image::Variant::LowResolution:
        return HardSetDialog::tr("Low &resolution");
    case image::Variant::Lighting:
        break;
    }
    return HardSetDialog::tr("&Difficult light");
}

QString variantTip(image::Variant variant)
{
    switch (variant) {
    case image::Variant::Mask:
        return HardSetDialog::tr("A surgical mask is drawn onto one picture of each pair");
    case image::Variant::Profile:
        return HardSetDialog::tr("The head on one picture of each pair is turned by 30° to 50°");
    case image::Variant::LowResolution:
        return HardSetDialog::tr("One picture of each pair is reduced to 32 × 32 pixels and enlarged again");
    case image::Variant::Lighting:
        break;
    }
    return HardSetDialog::tr("One picture of each pair gets light from one side, too little or too much of it");
}

QString countsText(std::size_t genuine, std::size_t impostor)
{
    return HardSetDialog::tr("%1 genuine and %2 impostor pairs")
        .arg(countText(static_cast<double>(genuine)), countText(static_cast<double>(impostor)));
}

QString nameOf(const std::string& model)
{
    return QFileInfo(qs(model)).fileName();
}

QString biasText(const QString& model)
{
    //: %1: a model
    return HardSetDialog::tr("Which pairs are hard is said by %1: on them it looks worse than another model would. "
                             "Compare other models among each other.")
        .arg(model);
}

} // namespace

// As high as its words need at its width: Qt asks a dialog whose texts wrap for less, and squeezes what stands between.
void HardSetDialog::fit()
{
    constexpr int kWidth = 560;
    setMinimumHeight(0);
    ensurePolished();
    layout()->activate();
    setMinimumHeight(layout()->totalHeightForWidth(std::max(width(), kWidth)));
    resize(std::max(width(), kWidth), minimumHeight());
}

void HardSetDialog::showEvent(QShowEvent* event)
{
    QDialog::showEvent(event);
    fit(); // fonts and styles are known now
}

HardSetDialog::HardSetDialog(Services services, verify::VerifyOptions on, const QString& title, QWidget* parent)
    : QDialog(parent), m_services(services), m_on(std::move(on))
{
    setObjectName(QStringLiteral("hardSetDialog"));
    setWindowTitle(tr("Make a harder set"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kMargin, kMargin, 12);
    column->setSpacing(kGap);
    const auto text = [&](const QString& words, const char* name, bool quiet) {
        auto* label = new QLabel(words, this);
        label->setObjectName(QLatin1String(name));
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        if (quiet)
            setRole(label, QStringLiteral("quiet"));
        column->addWidget(label);
        return label;
    };
    //: %1: a verification, as a model and a set
    text(tr("The pairs of “%1”, split into easy, medium and hard ones, and once more with pictures that are harder to "
            "tell apart. They are drawn, and say in which direction the model is weak.")
             .arg(title),
         "hardSetWhat", false);
    text(biasText(nameOf(m_on.model)), "hardSetBias", true);

    auto* form = new QFormLayout;
    form->setSpacing(kGap);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto* box = new QWidget(this);
    box->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed); // texts above may wrap, but not into these
    auto* variants = new QGridLayout(box);
    variants->setContentsMargins(0, 0, 0, 0);
    variants->setSpacing(kGap);
    const auto all = image::allVariants();
    for (std::size_t i = 0; i < kVariants && i < all.size(); ++i) {
        m_variants[i] = new QCheckBox(variantText(all[i]), this);
        m_variants[i]->setObjectName(QStringLiteral("variant-") + qs(image::variantName(all[i])));
        m_variants[i]->setToolTip(variantTip(all[i]));
        m_variants[i]->setChecked(true);
        variants->addWidget(m_variants[i], static_cast<int>(i / 2), static_cast<int>(i % 2));
    }
    //: Pictures that are made to look otherwise, before a list of how
    form->addRow(tr("Variants"), box);
    m_level = new QComboBox(this);
    m_level->setObjectName(QStringLiteral("hardLevel"));
    m_level->setToolTip(
        tr("Of each kind a third is easy, a third medium and a third hard, by how alike the pictures are "
           "to the model and how good the worse one is (Alt+L)"));
    //: Levels of how hard pairs are
    m_level->addItem(tr("all of them"));
    for (const auto level : {verify::Level::Easy, verify::Level::Medium, verify::Level::Hard})
        m_level->addItem(sliceText(std::string(verify::levelName(level))), static_cast<int>(level));
    //: How hard pairs are
    form->addRow(tr("&Level"), m_level);
    const verify::HardSetOptions usual;
    m_pairs = new NumberField(NumberField::Kind::Whole, 1, 1'000'000, this);
    m_pairs->setObjectName(QStringLiteral("hardPairs"));
    m_pairs->setToolTip(
        tr("At most so many genuine and so many impostor pairs of each level, drawn at random (Alt+P)"));
    m_pairs->setValue(static_cast<double>(usual.maxPairs));
    form->addRow(tr("&Pairs of each kind and level"), m_pairs);
    m_years = new NumberField(NumberField::Kind::Real, 0, 100, this);
    m_years->setObjectName(QStringLiteral("hardYears"));
    m_years->setToolTip(tr("Adds pairs whose pictures were taken so many years apart; 0: none (Alt+Y)"));
    m_years->setValue(usual.years);
    form->addRow(tr("&Years apart"), m_years);
    m_dates = new dialogs::PathField(
        [this] { return dialogs::FileDialog::openFile(this, tr("Dates of the images"), tr("Tables (*.csv)")); }, this);
    m_dates->edit()->setObjectName(QStringLiteral("hardDates"));
    m_dates->edit()->setPlaceholderText(tr("dates.csv, optional; else EXIF says it"));
    m_dates->edit()->setToolTip(tr("A table with the columns path and date (or age) (Alt+A)"));
    auto* dates = new QLabel(tr("D&ates"), this);
    dates->setBuddy(m_dates->edit());
    form->addRow(dates, m_dates);
    m_size = new QComboBox(this);
    m_size->setObjectName(QStringLiteral("hardSize"));
    m_size->setToolTip(
        tr("Side of the crops that are written. Faces of a project have the size that they were prepared "
           "with (Alt+S)"));
    for (const int size : kSizes)
        //: Side of a square picture
        m_size->addItem(tr("%1 pixels").arg(size), size);
    form->addRow(tr("Crop &size"), m_size);
    auto* out = new dialogs::PathField([this] { return askFile(); }, this);
    m_out = out->edit();
    m_out->setObjectName(QStringLiteral("hardOut"));
    m_out->setPlaceholderText(tr("File.bin"));
    m_out->setToolTip(
        tr("The verification pack that is written; which pair is in which slice lies beside it as a table "
           "(Alt+W)"));
    auto* where = new QLabel(tr("&Write to"), this);
    where->setBuddy(m_out);
    form->addRow(where, out);
    column->addLayout(form);
    m_hint = text({}, "hardHint", true);
    m_answer = text({}, "hardAnswer", false);
    m_answer->hide();
    column->addStretch(1);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    //: A harder set
    m_make = buttons->addButton(tr("Make &it"), QDialogButtonBox::ActionRole);
    m_make->setObjectName(QStringLiteral("hardMake"));
    m_make->setToolTip(tr("Write the pack; takes about as long as the verification did (Enter)"));
    m_make->setDefault(true);
    makePrimary(m_make);
    //: On a harder set that was made
    m_verify = buttons->addButton(tr("&Verify the model on it"), QDialogButtonBox::ActionRole);
    m_verify->setObjectName(QStringLiteral("hardVerify"));
    m_verify->setToolTip(tr("Score every pair of the new pack by the same model, in the same way (Alt+V)"));
    m_verify->setAutoDefault(false);
    m_verify->hide();
    column->addWidget(buttons);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_make, &QPushButton::clicked, this, &HardSetDialog::make);
    connect(m_verify, &QPushButton::clicked, this, [this] {
        // Of how the set was read nothing holds for the pack, whose crops are aligned and whose pairs are its own.
        verify::VerifyOptions next = m_on;
        next.set = m_made;
        next.pairs.clear();
        next.aligned = false;
        Q_EMIT verifyRequested(next);
        accept();
    });
    for (QLineEdit* edit : {static_cast<QLineEdit*>(m_pairs), static_cast<QLineEdit*>(m_years), m_dates->edit(), m_out})
        connect(edit, &QLineEdit::textChanged, this, &HardSetDialog::look);
    auto& jobs = m_services.session->jobs();
    connect(&jobs, &engine::JobRunner::started, this, &HardSetDialog::look);
    connect(&jobs, &engine::JobRunner::finished, this, [this] {
        if (const auto made = std::exchange(m_making, nullptr))
            showResult(*made);
        look();
    });
    connect(&jobs, &engine::JobRunner::failed, this, [this] {
        if (std::exchange(m_making, nullptr))
            ended(tr("The harder set was not made; the window says why."));
        look();
    });
    connect(this, &QDialog::finished, this, &QObject::deleteLater);
    connect(m_services.session, &engine::ProjectSession::closed, this, &QDialog::reject);
    fit();
    look();
    m_out->setFocus();
}

QString HardSetDialog::askFile()
{
    QString file = dialogs::FileDialog::saveFile(this, tr("Write the harder set"), tr("Verification packs (*.bin)"),
                                                 QStringLiteral("hard.bin"));
    if (!file.isEmpty() && QFileInfo(file).suffix().compare(QLatin1String("bin"), Qt::CaseInsensitive) != 0)
        file += QStringLiteral(".bin");
    return file;
}

verify::HardSetOptions HardSetDialog::options() const
{
    verify::HardSetOptions options;
    options.on = m_on;
    options.out = engine::toPath(m_out->text().trimmed());
    options.size = m_size->currentData().toInt();
    options.variants.clear();
    const auto all = image::allVariants();
    for (std::size_t i = 0; i < kVariants; ++i)
        if (m_variants[i] && m_variants[i]->isChecked())
            options.variants.push_back(all[i]);
    if (m_level->currentData().isValid())
        options.level = static_cast<verify::Level>(m_level->currentData().toInt());
    options.maxPairs = static_cast<std::size_t>(m_pairs->value().value_or(0));
    options.years = m_years->value().value_or(0);
    if (options.years > 0)
        options.dates = engine::toPath(m_dates->edit()->text().trimmed());
    return options;
}

QString HardSetDialog::problem() const
{
    const QString out = m_out->text().trimmed();
    if (m_services.session->jobs().isRunning())
        return isMaking() ? tr("The set is being made… the window’s last line says how far it is.")
                          : tr("Another job is running.");
    for (const NumberField* field : {m_pairs, m_years})
        if (!field->value())
            return field->problem();
    if (out.isEmpty())
        return tr("Choose the file to write.");
    const QFileInfo file(out);
    if (file.suffix().compare(QLatin1String("bin"), Qt::CaseInsensitive) != 0)
        return tr("The name of a verification pack ends in .bin.");
    if (file.exists())
        return tr("This file exists already; choose another name.");
    return {};
}

bool HardSetDialog::canMake() const
{
    return problem().isEmpty();
}

void HardSetDialog::look()
{
    const QString why = problem();
    m_make->setEnabled(why.isEmpty());
    m_verify->setEnabled(!m_services.session->jobs().isRunning());
    // Where it was just written, that it exists is no news.
    const bool written = !m_made.empty() && engine::toPath(m_out->text().trimmed()) == m_made;
    m_hint->setText(written && !isMaking() ? QString() : why);
    m_hint->setVisible(!m_hint->text().isEmpty());
    m_dates->setEnabled(m_years->value().value_or(0) > 0);
}

void HardSetDialog::make()
{
    if (!canMake())
        return;
    auto made = std::make_shared<verify::HardSet>();
    const auto work = [options = options(), made](jobs::Context& context) {
        *made = verify::makeHardSet(options, context);
    };
    if (!m_services.session->jobs().start(tr("Making a harder set"), work))
        return look();
    m_making = std::move(made);
    m_answer->hide();
    m_verify->hide();
    look();
}

void HardSetDialog::showResult(const verify::HardSet& made)
{
    m_made = made.written;
    QStringList lines;
    //: %1: a file, %2: "600 genuine and 600 impostor pairs"
    lines << tr("%1 is written: %2.").arg(qs(made.written), countsText(made.genuine, made.impostor));
    for (const auto& count : made.slices)
        //: A slice of a harder set: an attribute, its value, and how many pairs have it
        lines << tr("%1, %2: %3")
                     .arg(attributeText(count.attribute), sliceText(count.value),
                          countsText(count.genuine, count.impostor));
    const std::string model = run::text(made.facts, "hard_for");
    lines << biasText(model.empty() ? nameOf(m_on.model) : qs(model));
    m_verify->show();
    Q_EMIT statusMessage(lines.front(), kMessageMs);
    ended(lines.join(QLatin1Char('\n')));
}

void HardSetDialog::ended(const QString& answer)
{
    m_answer->setText(answer);
    m_answer->show();
    if (!isVisible())
        deleteLater();
}

// Its answer is still to come while the job runs.
void HardSetDialog::done(int result)
{
    if (isMaking())
        hide();
    else
        QDialog::done(result);
}

} // namespace likeness::pages
