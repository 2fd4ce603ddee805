// SPDX-License-Identifier: GPL-3.0-or-later
#include "translations/i18n.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>
#include <memory>
#include <vector>

// Q_INIT_RESOURCE must stand outside of any namespace; a static library's resources are not registered without it.
static void initResources()
{
    Q_INIT_RESOURCE(i18n);
}

namespace likeness::i18n {
namespace {

QString g_current = QStringLiteral("en");
std::vector<std::unique_ptr<QTranslator>> g_installed;

} // namespace

QStringList languages()
{
    return {QStringLiteral("en"), QStringLiteral("zh_CN")};
}

QString systemLanguage()
{
    const auto wanted = QLocale::system().uiLanguages();
    for (const auto& tag : wanted) {
        if (tag.startsWith(QLatin1String("zh")))
            return QStringLiteral("zh_CN");
        if (tag.startsWith(QLatin1String("en")))
            return QStringLiteral("en");
    }
    return QStringLiteral("en");
}

void install(const QString& language)
{
    initResources();
    for (const auto& translator : g_installed)
        QCoreApplication::removeTranslator(translator.get());
    g_installed.clear();
    g_current = languages().contains(language) ? language : QStringLiteral("en");
    const auto add = [](const QString& name, const QString& folder) {
        auto translator = std::make_unique<QTranslator>();
        if (translator->load(name, folder)) {
            QCoreApplication::installTranslator(translator.get());
            g_installed.push_back(std::move(translator));
        }
    };
    add(QStringLiteral("qtbase_%1").arg(g_current), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    add(QStringLiteral("likeness_%1").arg(g_current), QStringLiteral(":/i18n"));
}

QString current()
{
    return g_current;
}

} // namespace likeness::i18n
