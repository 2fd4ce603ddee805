// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow/application.h"

#include "app/engine/qt_log.h"
#include "app/engine/settings.h"
#include "app/mainwindow/guarded_application.h"
#include "app/mainwindow/main_window.h"
#include "app/mainwindow/offscreen_tasks.h"
#include "core/dataset/project.h"
#include "likeness_version.h"
#include "translations/i18n.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QTimer>
#include <cstdio>
#include <cstring>

namespace likeness::app {
namespace {

// Before there is a QApplication, which wants a display.
bool wantsVersion(int argc, char** argv)
{
    for (int i = 1; i < argc; ++i)
        if (std::strcmp(argv[i], "--version") == 0 || std::strcmp(argv[i], "-v") == 0)
            return true;
    return false;
}

bool wantsOffscreen(int argc, char** argv)
{
    for (int i = 1; i < argc; ++i)
        for (const char* task :
             {"--report-pdf", "--export-run", "--bench-gui", "--bench-runs", "--bench-training", "--help", "-h"})
            if (std::strcmp(argv[i], task) == 0)
                return true;
    return false;
}

QString languageOf(const QCommandLineParser& options, const engine::Settings& settings)
{
    QString language = options.value(QStringLiteral("lang"));
    if (language.isEmpty())
        language = settings.get(engine::settings::kLanguage);
    if (language == QLatin1String("zh"))
        language = QStringLiteral("zh_CN");
    return i18n::languages().contains(language) ? language : i18n::systemLanguage();
}

// Texts, dates and numbers. The desktop's own habits where they are in this language.
void useLanguage(const QString& language)
{
    i18n::install(language);
    const QLocale wanted(language);
    const QLocale desktop = QLocale::system();
    const bool plain = desktop.language() == QLocale::C && wanted.language() == QLocale::English;
    QLocale::setDefault(plain || desktop.language() == wanted.language() ? desktop : wanted);
}

void addOptions(QCommandLineParser& options)
{
    const auto text = [](const char* english) { return QString::fromLatin1(english); };
    options.setApplicationDescription(text("Face datasets one can trust, and the models trained on them."));
    options.addHelpOption();
    options.addOption({text("version"), text("Print the version.")});
    options.addOption({text("lang"), text("Language of the window or the report: en, zh_CN."), text("code")});
    options.addOption({text("theme"), text("light, dark or system."), text("theme")});
    options.addOption({text("yes"), text("Make a project from a folder of faces without asking.")});
    options.addOption({text("shots"), text("Visit every page and leave one picture per page in DIR."), text("DIR")});
    options.addOption({text("size"), text("Window size for --shots."), text("WxH"), text("1440x900")});
    options.addOption({text("scale"), text("Pixels per point for --shots."), text("factor"), text("2")});
    options.addOption({text("report-pdf"), text("Write the report of a run as PDF."), text("RUN_FOLDER")});
    options.addOption({text("export-run"), text("Write the plots of a run as PDF or PNG."), text("RUN_FOLDER")});
    options.addOption({text("out"), text("Where --report-pdf and --export-run write."), text("FILE")});
    options.addOption({text("device"), text("Where --report-pdf computes."), text("auto|cpu|cuda:N"), text("auto")});
    options.addOption({text("threads"), text("Processor threads of --report-pdf, 0 = all."), text("N"), text("0")});
    options.addOption({text("bench-gui"), text("Measure the window with a project; prints JSON."), text("PROJECT")});
    options.addOption(
        {text("bench-runs"), text("Measure the list of a project's runs; prints JSON."), text("PROJECT")});
    options.addOption({text("bench-training"), text("Train a run with its page in front; prints JSON."), text("RUN")});
    options.addOption({text("hidden"), text("With another page in front of --bench-training.")});
    options.addOption({text("startup-time"), text("Measure the time to the first painted window; prints JSON.")});
    options.addPositionalArgument(text("PROJECT|FOLDER"), text("A project, or a folder of faces to make one from."),
                                  text("[PROJECT|FOLDER]"));
}

int wrongUsage(const QString& text)
{
    std::fprintf(stderr, "likeness: %s\n", qPrintable(text));
    return 2;
}

// Until the person closes it; another language makes the window anew on the same project and page.
int showWindow(engine::Settings& settings, QString target, bool ask)
{
    QString page;
    for (;;) {
        MainWindow window(settings);
        QString failed;
        if (!target.isEmpty()) {
            if (QFileInfo::exists(target + QLatin1String("/project.db")))
                window.openProject(target);
            else if (!QFileInfo(target).isDir())
                failed = target;
            else // after the window is there: it may ask
                QTimer::singleShot(0, &window, [&window, target, ask] { window.openFaces(target, ask); });
        }
        if (!page.isEmpty())
            window.showPage(page);
        window.show();
        if (!failed.isEmpty())
            window.showError(
                QApplication::translate("likeness::app::MainWindow", "There is no such project or folder."), {},
                failed);
        const int status = QApplication::exec();
        if (status != MainWindow::kLanguageChanged)
            return status;
        target = window.session().isOpen() ? window.session().folder() : QString();
        page = window.currentPage()->id();
        const QString chosen = settings.get(engine::settings::kLanguage);
        useLanguage(chosen.isEmpty() ? i18n::systemLanguage() : chosen);
    }
}

// The size of a pixel has to be known before the QApplication is made.
void applyScale(int argc, char** argv)
{
    bool shots = false;
    const char* scale = "2";
    for (int i = 1; i < argc; ++i) {
        if (std::strncmp(argv[i], "--shots", 7) == 0)
            shots = true;
        if (std::strcmp(argv[i], "--scale") == 0 && i + 1 < argc)
            scale = argv[i + 1];
        else if (std::strncmp(argv[i], "--scale=", 8) == 0)
            scale = argv[i] + 8;
    }
    if (shots)
        qputenv("QT_SCALE_FACTOR", scale);
}

} // namespace

void applyAnnotator(const engine::Settings& settings)
{
    dataset::setUserName(settings.get(engine::settings::kAnnotator).toStdString());
}

int run(int argc, char** argv)
{
    if (wantsVersion(argc, argv)) {
        std::puts("likeness " LIKENESS_VERSION);
        return 0;
    }
    if (wantsOffscreen(argc, argv) && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    applyScale(argc, argv);
    // Qt would abort, and advise to reinstall.
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM") && qEnvironmentVariableIsEmpty("DISPLAY") &&
        qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")) {
        std::fputs(
            "likeness: there is no display (DISPLAY and WAYLAND_DISPLAY are empty); likeness-cli does everything "
            "without one\n",
            stderr);
        return 1;
    }
    GuardedApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("likeness"));
    QApplication::setApplicationVersion(QStringLiteral(LIKENESS_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.likeness.Likeness"));

    QCommandLineParser options;
    addOptions(options);
    if (!options.parse(QApplication::arguments()))
        return wrongUsage(options.errorText());
    if (options.isSet(QStringLiteral("help"))) {
        std::fputs(qPrintable(options.helpText()), stdout);
        return 0;
    }
    if (options.positionalArguments().size() > 1)
        return wrongUsage(QStringLiteral("one project or folder at a time"));
    const QString target = options.positionalArguments().isEmpty()
                               ? QString()
                               : QFileInfo(options.positionalArguments().constFirst()).absoluteFilePath();

    engine::installLog();
    // Pictures and measurements must not depend on what this person chose before, nor change it.
    const bool batch = options.isSet(QStringLiteral("shots")) || options.isSet(QStringLiteral("bench-gui")) ||
                       options.isSet(QStringLiteral("bench-runs")) || options.isSet(QStringLiteral("bench-training")) ||
                       options.isSet(QStringLiteral("startup-time"));
    const auto settings =
        batch ? std::make_unique<engine::Settings>(
                    QDir::tempPath() + QStringLiteral("/likeness-batch-%1.ini").arg(QApplication::applicationPid()))
              : std::make_unique<engine::Settings>();
    const QString language = languageOf(options, *settings);
    useLanguage(language);
    applyAnnotator(*settings);

    if (options.isSet(QStringLiteral("report-pdf"))) {
        if (!options.isSet(QStringLiteral("out")))
            return wrongUsage(QStringLiteral("--report-pdf needs --out FILE"));
        compute::Options with;
        with.device = options.value(QStringLiteral("device")).toStdString();
        with.threads = options.value(QStringLiteral("threads")).toInt();
        return writePdf(options.value(QStringLiteral("report-pdf")), options.value(QStringLiteral("out")), language,
                        with);
    }

    if (options.isSet(QStringLiteral("export-run"))) {
        if (!options.isSet(QStringLiteral("out")))
            return wrongUsage(QStringLiteral("--export-run needs --out FILE"));
        return writeRunPlots(options.value(QStringLiteral("export-run")), options.value(QStringLiteral("out")));
    }

    QString theme = options.value(QStringLiteral("theme"));
    if (theme.isEmpty())
        theme = batch ? QStringLiteral("light") : settings->get(engine::settings::kTheme);
    widgets::applyTheme(theme);
    QApplication::setWindowIcon(widgets::icon(QStringLiteral("likeness")));

    if (options.isSet(QStringLiteral("bench-gui")))
        return benchGui(options.value(QStringLiteral("bench-gui")), *settings);

    if (options.isSet(QStringLiteral("bench-runs")))
        return benchRuns(options.value(QStringLiteral("bench-runs")), *settings);
    if (options.isSet(QStringLiteral("bench-training")))
        return benchTraining(options.value(QStringLiteral("bench-training")), !options.isSet(QStringLiteral("hidden")),
                             *settings);

    if (options.isSet(QStringLiteral("shots"))) {
        const QStringList size = options.value(QStringLiteral("size")).split(QLatin1Char('x'));
        if (size.size() != 2 || size[0].toInt() < 400 || size[1].toInt() < 300)
            return wrongUsage(QStringLiteral("--size wants WIDTHxHEIGHT, such as 1440x900"));
        MainWindow window(*settings);
        return takeShots(window, target, options.value(QStringLiteral("shots")),
                         QSize(size[0].toInt(), size[1].toInt()));
    }
    if (options.isSet(QStringLiteral("startup-time")))
        reportFirstPaint();
    return showWindow(*settings, target, !options.isSet(QStringLiteral("yes")));
}

} // namespace likeness::app
