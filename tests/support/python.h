// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QProcess>
#include <QTest>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace likeness::test {

inline constexpr const char* kPython = "/usr/bin/python3"; // the one that has Debian's NumPy

inline std::string runPython(const QStringList& arguments)
{
    QProcess process;
    process.start(QString::fromLatin1(kPython), arguments);
    if (!process.waitForFinished(60000))
        return "failed: " + process.errorString().toStdString();
    return process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0
               ? process.readAllStandardOutput().toStdString()
               : "failed: " + process.readAllStandardError().toStdString();
}

// What a script prints, in a process that has no part in the test; "failed: …" with what it complained of. The
// arguments are sys.argv[1] and on.
template<typename... Arguments>
std::string python(const std::string& script, const Arguments&... arguments)
{
    return runPython({QStringLiteral("-c"), QString::fromStdString(script),
                      QString::fromStdString(std::filesystem::path(arguments).native())...});
}

// The same for a script of this checkout: "tests/peers/…".
inline std::string pythonFile(const std::string& script, const QStringList& arguments)
{
    const char* root = std::getenv("LIKENESS_SOURCE");
    return runPython(QStringList(QString::fromStdString((std::filesystem::path(root ? root : ".") / script).string())) +
                     arguments);
}

inline bool pythonLacks(const std::string& module)
{
    return python("try:\n import " + module + "\nexcept ImportError:\n print('lacks it')") == "lacks it\n";
}

} // namespace likeness::test

// Each skips the test for that one reason; whatever else goes wrong in Python fails it.
#define LIKENESS_NEEDS_PYTHON()                                                                                        \
    if (!std::filesystem::exists(likeness::test::kPython))                                                             \
    QSKIP("Python reads and writes these files, and /usr/bin/python3 is not here: sudo apt-get install python3")
#define LIKENESS_NEEDS_NUMPY()                                                                                         \
    LIKENESS_NEEDS_PYTHON();                                                                                           \
    if (likeness::test::pythonLacks("numpy"))                                                                          \
    QSKIP("NumPy reads and writes these files, and /usr/bin/python3 has none: sudo apt-get install python3-numpy")
#define LIKENESS_NEEDS_TORCH_IN_PYTHON()                                                                               \
    LIKENESS_NEEDS_PYTHON();                                                                                           \
    if (likeness::test::pythonLacks("torch"))                                                                          \
    QSKIP("PyTorch computes and writes what is compared, and /usr/bin/python3 has none: sudo apt-get install "         \
          "python3-torch")
