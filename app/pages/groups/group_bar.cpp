// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/groups/group_bar.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/settings.h"
#include "app/pages/common/flag_text.h"
#include "app/pages/common/model_chooser.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStyle>

namespace likeness::pages {

using namespace widgets;
using engine::qs;
using engine::utf8;
namespace keys = engine::settings;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::pages::GroupBar)

public:
    static QString name(cluster::Algorithm algorithm)
    {
        switch (algorithm) {
        case cluster::Algorithm::AverageLinkage:
            return tr("Average linkage");
        case cluster::Algorithm::CompleteLinkage:
            return tr("Complete linkage");
        case cluster::Algorithm::Dbscan:
            return tr("DBSCAN");
        case cluster::Algorithm::Hdbscan:
            return tr("HDBSCAN");
        case cluster::Algorithm::ChineseWhispers:
            break;
        }
        return tr("Chinese whispers");
    }
    static QString meaning(cluster::Algorithm algorithm)
    {
        switch (algorithm) {
        case cluster::Algorithm::AverageLinkage:
            return tr("Joins groups that are alike on average: a good choice for most datasets.");
        case cluster::Algorithm::CompleteLinkage:
            return tr("Joins groups only while every two faces are alike: pure groups, but one person may be several.");
        case cluster::Algorithm::Dbscan:
            return tr("Joins faces with close neighbours, link by link: strict, leaves out faces that stand alone.");
        case cluster::Algorithm::Hdbscan:
            return tr("Finds groups of any density, from four faces on: hardly depends on the threshold.");
        case cluster::Algorithm::ChineseWhispers:
            break;
        }
        return tr("Each face joins the group that most of its neighbours are in: quick, for very many faces.");
    }
};

} // namespace

GroupBar::GroupBar(Services services, QWidget* parent) : QFrame(parent), m_services(services)
{
    setProperty("role", QStringLiteral("bar"));
    const auto box = [this](const char* name, const QString& spoken) {
        auto* combo = new QComboBox(this);
        combo->setObjectName(QString::fromLatin1(name));
        combo->setAccessibleName(spoken);
        combo->setToolTip(spoken);
        return combo;
    };
    m_scope = box("groupScope", tr("Which faces are grouped"));
    m_scope->addItem(tr("Faces without a name"), QStringLiteral("unlabelled"));
    m_scope->addItem(tr("Also doubtful ones"), QStringLiteral("doubtful"));
    m_scope->addItem(tr("All that nobody has confirmed"), QStringLiteral("all"));
    m_scope->setItemData(1, tr("Faces whose label is flagged or marked as unsure"), Qt::ToolTipRole);
    m_scope->setCurrentIndex(std::max(0, m_scope->findData(services.settings->get(keys::kGroupScope))));
    m_method = box("groupMethod", tr("How faces are compared"));
    for (const char* method : {"lbph", "embedding"})
        m_method->addItem(methodText(QString::fromLatin1(method)), QString::fromLatin1(method));
    m_method->setCurrentIndex(std::max(0, m_method->findData(services.settings->get(keys::kCurateMethod))));
    m_model = new ModelChooser(services, this);
    m_model->setObjectName(QStringLiteral("groupModel"));
    m_model->setAccessibleName(tr("Model that compares faces"));
    m_algorithm = box("groupAlgorithm", tr("How groups are made"));
    for (const auto algorithm : cluster::allAlgorithms()) {
        m_algorithm->addItem(Words::name(algorithm), qs(std::string(cluster::algorithmName(algorithm))));
        m_algorithm->setItemData(m_algorithm->count() - 1, Words::meaning(algorithm), Qt::ToolTipRole);
    }
    m_algorithm->setCurrentIndex(std::max(0, m_algorithm->findData(services.settings->get(keys::kGroupAlgorithm))));
    m_threshold = new QDoubleSpinBox(this);
    m_threshold->setObjectName(QStringLiteral("groupThreshold"));
    m_threshold->setRange(0, 0.99);
    m_threshold->setSingleStep(0.01);
    m_threshold->setDecimals(2);
    m_threshold->setSpecialValueText(tr("Default"));
    m_threshold->setAccessibleName(tr("Threshold"));
    m_threshold->setToolTip(tr("How alike faces of one person have to be; lower makes fewer and larger groups"));
    m_group = new QPushButton(tr("Group faces"), this);
    m_group->setObjectName(QStringLiteral("groupNow"));
    m_group->setToolTip(tr("Compares the faces and proposes groups; nothing is changed before you accept it"));
    m_group->setAutoDefault(false);
    makePrimary(m_group);
    m_algorithmText = new QLabel(this);
    m_thresholdText = new QLabel(this);
    for (QLabel* label : {m_algorithmText, m_thresholdText}) {
        label->setProperty("role", QStringLiteral("quiet"));
        label->setWordWrap(true);
    }

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, 12, kMargin, kGap);
    column->setSpacing(kSmallGap);
    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    row->addWidget(m_scope);
    row->addWidget(m_method);
    row->addWidget(m_model);
    row->addWidget(m_algorithm);
    auto* thresholdLabel = new QLabel(tr("Threshold"), this);
    thresholdLabel->setBuddy(m_threshold);
    row->addSpacing(kSmallGap);
    row->addWidget(thresholdLabel);
    row->addWidget(m_threshold);
    row->addStretch(1);
    row->addWidget(m_group);
    column->addLayout(row);
    column->addWidget(m_algorithmText);
    column->addWidget(m_thresholdText);

    connect(m_method, &QComboBox::currentIndexChanged, this, &GroupBar::updateTexts);
    connect(m_algorithm, &QComboBox::currentIndexChanged, this, &GroupBar::updateTexts);
    connect(m_threshold, &QDoubleSpinBox::valueChanged, this, &GroupBar::updateTexts);
    connect(m_scope, &QComboBox::currentIndexChanged, this, &GroupBar::scopeChanged);
    connect(m_group, &QPushButton::clicked, this, &GroupBar::groupAsked);
    updateTexts();
}

std::optional<curate::GroupOptions> GroupBar::options()
{
    curate::GroupOptions options;
    options.compare.method = utf8(m_method->currentData().toString());
    if (options.compare.method == "embedding") {
        options.compare.model = utf8(m_model->require());
        if (options.compare.model.empty())
            return std::nullopt;
    }
    options.algorithm = curate::algorithmNamed(utf8(m_algorithm->currentData().toString()));
    options.scope = scope();
    options.threshold = static_cast<float>(m_threshold->value());
    m_services.settings->set(keys::kCurateMethod, m_method->currentData().toString());
    m_services.settings->set(keys::kGroupAlgorithm, m_algorithm->currentData().toString());
    m_services.settings->set(keys::kGroupScope, m_scope->currentData().toString());
    return options;
}

curate::GroupScope GroupBar::scope() const
{
    return curate::scopeNamed(utf8(m_scope->currentData().toString()));
}

void GroupBar::setScope(curate::GroupScope scope)
{
    m_scope->setCurrentIndex(m_scope->findData(QString::fromLatin1(curate::scopeName(scope))));
}

void GroupBar::setUsed(const curate::GroupProposal& proposal)
{
    const QString value = QLocale().toString(static_cast<double>(proposal.threshold), 'f', 2);
    m_used = proposal.thresholdFrom == "labels"
                 ? tr("These groups: %1, from pairs of faces that have names already.").arg(value)
             : proposal.thresholdFrom == "pictures"
                 ? tr("These groups: %1, from the pictures alone, because too few faces have names yet.").arg(value)
             : proposal.thresholdFrom == "given" ? tr("These groups: %1, as you chose.").arg(value)
                                                 : QString();
    if (!m_used.isEmpty()) {
        const QSignalBlocker method(m_method), algorithm(m_algorithm), scope(m_scope);
        m_method->setCurrentIndex(std::max(0, m_method->findData(qs(proposal.method))));
        m_algorithm->setCurrentIndex(
            std::max(0, m_algorithm->findData(qs(std::string(cluster::algorithmName(proposal.algorithm))))));
        setScope(proposal.scope);
    }
    updateTexts();
}

void GroupBar::setRunning(bool running)
{
    for (QWidget* widget :
         {static_cast<QWidget*>(m_scope), static_cast<QWidget*>(m_method), static_cast<QWidget*>(m_model),
          static_cast<QWidget*>(m_algorithm), static_cast<QWidget*>(m_threshold), static_cast<QWidget*>(m_group)})
        widget->setEnabled(!running);
}

void GroupBar::setProminent(bool prominent)
{
    setRole(m_group, prominent ? QStringLiteral("primary") : QString());
}

void GroupBar::updateTexts()
{
    m_model->setVisible(m_method->currentData().toString() == QLatin1String("embedding"));
    m_algorithmText->setText(Words::meaning(curate::algorithmNamed(utf8(m_algorithm->currentData().toString()))));
    const QString what = m_threshold->value() > 0
                             ? tr("Threshold: faces count as alike from this similarity on.")
                             : tr("Threshold: chosen for this dataset, so that strangers are hardly ever joined.");
    //: Two sentences
    m_thresholdText->setText(m_used.isEmpty() ? what : tr("%1 %2").arg(what, m_used));
}

} // namespace likeness::pages
