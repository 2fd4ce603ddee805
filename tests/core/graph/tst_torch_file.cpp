// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/graph/torch_file.h"
#include "tests/core/graph/torch_files.h"
#include "tests/support/error_code.h"
#include "tests/support/python.h"
#include "tests/support/temp_folder.h"

#include <QTest>

using namespace likeness;
using namespace likeness::test;
using graph::DType;
using graph::TorchFile;

class TestTorchFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsWhatPyTorchWrites();
    void readsCheckpoints_data();
    void readsCheckpoints();
    void makesContiguous();
    void readsZip64AndComments();
    void refusesHostileFiles_data();
    void refusesHostileFiles();
    void survivesEveryCut();
};

namespace {

std::vector<float> valuesOf(const graph::TensorView& view)
{
    std::vector<float> out(view.data.size() / sizeof(float));
    std::memcpy(out.data(), view.data.data(), view.data.size());
    return out;
}

const std::string kTwo = pickledTensor("0", 0, {2, 3}, {3, 1});

} // namespace

void TestTorchFile::readsWhatPyTorchWrites()
{
    LIKENESS_NEEDS_TORCH_IN_PYTHON();
    const TempFolder folder;
    const auto file = folder / "m.pth";
    const auto said =
        python("import sys, torch\n"
               "from collections import OrderedDict\n"
               "a = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)\n"
               "net = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.BatchNorm1d(1))\n"
               "state = net.state_dict()\n" // with _metadata
               "state.update(OrderedDict(whole=a, turned=a.permute(2, 0, 1), cut=a[:, 1:, ::2],\n"
               "    half=a.half(), brain=a.bfloat16(), double=a.double(), long=a.long(), int=a.int(),\n"
               "    byte=a.byte(), truth=a > 3, scalar=torch.tensor(7.5), none=torch.zeros(0, 4),\n"
               "    parameter=torch.nn.Parameter(a[1]), last=a.to(memory_format=torch.contiguous_format)))\n"
               "torch.save(state, sys.argv[1])\n",
               file);
    QVERIFY2(said.empty(), said.c_str());
    const Bytes bytes = readFile(file);
    const auto read = TorchFile::parse(bytes, "m.pth");
    QCOMPARE(read.tensors().size(), std::size_t{7 + 14});
    const auto* whole = read.find("whole");
    QVERIFY(whole && whole->type == DType::F32);
    QCOMPARE(whole->shape, (std::vector<std::int64_t>{2, 3, 4}));
    QCOMPARE(valuesOf(*whole)[23], 23.0f);
    QCOMPARE(read.find("turned")->shape, (std::vector<std::int64_t>{4, 2, 3}));
    QCOMPARE(valuesOf(*read.find("turned")), (std::vector<float>{0, 4, 8,  12, 16, 20, 1, 5, 9,  13, 17, 21,
                                                                 2, 6, 10, 14, 18, 22, 3, 7, 11, 15, 19, 23}));
    QCOMPARE(valuesOf(*read.find("cut")), (std::vector<float>{4, 6, 8, 10, 16, 18, 20, 22}));
    QCOMPARE(valuesOf(*read.find("parameter"))[0], 12.0f);
    QCOMPARE(valuesOf(*read.find("scalar")), (std::vector<float>{7.5f}));
    QVERIFY(read.find("scalar")->shape.empty());
    QCOMPARE(read.find("none")->shape, (std::vector<std::int64_t>{0, 4}));
    const std::pair<const char*, DType> types[] = {
        {"half", DType::F16}, {"brain", DType::BF16}, {"double", DType::F64}, {"long", DType::I64},
        {"int", DType::I32},  {"byte", DType::U8},    {"truth", DType::Bool}};
    for (const auto& [name, type] : types)
        QVERIFY2(read.find(name)->type == type && read.find(name)->data.size() == 24 * graph::elementSize(type), name);
    QVERIFY(read.find("1.num_batches_tracked"));
    QCOMPARE(read.side("0.weight", 1), std::int64_t{2});
    QCOMPARE(read.side("0.weight", 2), std::int64_t{0});
}

void TestTorchFile::readsCheckpoints_data()
{
    QTest::addColumn<QByteArray>("pickle");
    const auto row = [](const char* name, const std::string& pickle) {
        QTest::newRow(name) << QByteArray(pickle.data(), static_cast<qsizetype>(pickle.size()));
    };
    const std::string dict = pickledDict({{"w", kTwo}}), real = "G" + std::string(8, '\x3F');
    row("itself", dict);
    row("a plain dictionary", "}" + pickledText("w") + kTwo + "s");
    row("arcface_torch's checkpoint", pickledDict({{"epoch", "K\x07"}, {"state_dict_backbone", dict}}));
    row("state_dict", pickledDict({{"lr", real}, {"state_dict", dict}, {"optimizer", "}"}}));
    row("model", pickledDict({{"model", dict}, {"args", "N"}}));
    row("backbone", "}" + pickledText("backbone") + dict + "s");
    row("from several devices", pickledDict({{"module.w", kTwo}}));
    row("with attributes", dict + "}" + pickledText("_metadata") + kPickledDict + "sb");
    row("a parameter",
        pickledDict({{"w", "ctorch._utils\n_rebuild_parameter\n(" + kTwo + "\x88" + kPickledDict + "tR"}}));
}

void TestTorchFile::readsCheckpoints()
{
    QFETCH(const QByteArray, pickle);
    const Bytes bytes = torchFile(pickle.toStdString());
    const auto read = TorchFile::parse(bytes, "m.pth");
    QCOMPARE(read.tensors().size(), std::size_t{1});
    QCOMPARE(read.tensors()[0].name, std::string("w"));
    QCOMPARE(valuesOf(read.tensors()[0]), (std::vector<float>{1, 2, 3, 4, 5, 6}));
}

void TestTorchFile::makesContiguous()
{
    const Bytes bytes = torchFile(pickledDict(
        {{"t", pickledTensor("0", 0, {3, 2}, {1, 3})}, {"one", pickledTensor("0", 1, {2, 1, 2}, {3, 77, 1})}}));
    TorchFile read = TorchFile::parse(bytes, "m.pth");
    const TorchFile moved = std::move(read);
    QCOMPARE(valuesOf(*moved.find("t")), (std::vector<float>{1, 4, 2, 5, 3, 6}));
    QCOMPARE(valuesOf(*moved.find("one")), (std::vector<float>{2, 3, 5, 6}));
}

void TestTorchFile::readsZip64AndComments()
{
    const std::string pickle = kPickleStart + pickledDict({{"w", pickledTensor("0", 0, {2}, {1})}}) + ".";
    for (const bool zip64 : {false, true})
        for (const char* comment : {"", "a comment"}) {
            const auto zip = zipOf({{"a/data.pkl", pickle}, {"a/data/0", std::string(8, '\0')}}, zip64, comment);
            const Bytes bytes(zip.begin(), zip.end());
            QCOMPARE(TorchFile::parse(bytes, "m.pth").side("w", 0), std::int64_t{2});
        }
}

void TestTorchFile::refusesHostileFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("says");
    const auto file = [](const char* name, const auto& content, const char* says, const char* code = "bad_file") {
        QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(content.data()),
                                          static_cast<qsizetype>(content.size()))
                            << QByteArray(code) << QByteArray(says);
    };
    const auto row = [&](const char* name, const std::string& pickle, const char* says) {
        file(name, torchFile(pickle), says);
    };
    const auto tensor = [&](const char* name, const std::string& value, const char* says) {
        row(name, pickledDict({{"w", value}}), says);
    };
    row("runs a program", "cposix\nsystem\n" + pickledText("touch pwned") + "\x85R", "posix.system");
    row("loads bytes", "ctorch.storage\n_load_from_bytes\n" + pickledText("x") + "\x85R",
        "torch.storage._load_from_bytes");
    row("calls a class", "ctorch\nFloatStorage\n)R", "which is no function");
    row("another storage", pickledDict({{"w", pickledTensor("0", 0, {1}, {1}, "QInt8Storage")}}), "torch.QInt8Storage");
    row("a list", "]", "holds something else");
    row("nothing", "}", "empty");
    row("no tensor", pickledDict({{"w", kTwo}, {"n", "K\x01"}}), "\"n\" of its state dict is not a tensor");
    row("a key that is a number", "}K\x01" + kTwo + "s", "no name");
    row("twice", pickledDict({{"w", kTwo}, {"w", kTwo}}), "twice");
    row("a reference to a function",
        "}" + pickledText("w") + "(" + pickledText("storage") + "ccollections\nOrderedDict\n" + pickledText("0") +
            "NK\x01tQs",
        "malformed reference");
    row("a malformed tensor", pickledDict({{"w", "ctorch._utils\n_rebuild_tensor_v2\n(K\x01K\x01))tR"}}),
        "malformed tensor");
    tensor("no such storage", pickledTensor("1", 0, {1}, {1}), "no values");
    tensor("too long", pickledTensor("0", 0, {7}, {1}), "beyond");
    tensor("too far", pickledTensor("0", 6, {1}, {1}), "beyond");
    tensor("before the first", pickledTensor("0", -1, {1}, {1}), "beyond");
    tensor("a long step", pickledTensor("0", 0, {2}, {2147483647}), "beyond");
    tensor("huge", pickledTensor("0", 0, {2147483647, 2147483647}, {2147483647, 1}), "beyond");
    tensor("one value a billion times", pickledTensor("0", 0, {1 << 30}, {0}), "overlap");
    tensor("overlapping windows", pickledTensor("0", 0, {3, 3}, {1, 1}), "overlap");
    tensor("negative", pickledTensor("0", 0, {-1}, {1}), "malformed tensor");
    tensor("sides without strides", pickledTensor("0", 0, {1, 1}, {1}), "malformed tensor");
    std::vector<std::pair<std::string, std::string>> shared;
    for (int i = 0; i < 4000; ++i)
        shared.emplace_back(std::to_string(i), "h\x01");
    shared[0].second = pickledTensor("0", 0, {100000}, {1}) + "q\x01";
    file("one storage again and again", torchFile(pickledDict(shared), std::vector<float>(100000)),
         "larger than the file");

    const std::string pickle = kPickleStart + pickledDict({{"w", kTwo}}) + ".";
    file("empty", std::string(), "does not begin as a zip");
    file("not a zip", std::string("\x80\x02}."), "does not begin as a zip");
    file("the old format", std::string("\x80\x02\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19.rest", 20),
         "torch.save(torch.load(", "unsupported");
    file("only a beginning", std::string("PK\x03\x04") + std::string(50, '\0'), "cut");
    file("no pickle", zipOf({{"a/b", "c"}}), "data.pkl");
    file("compressed", zipOf({{"a/data.pkl", pickle, 8}}), "compressed", "unsupported");
    file("encrypted", zipOf({{"a/data.pkl", pickle, 0, 1}}), "encrypted", "unsupported");
    file("an entry twice", zipOf({{"a/data.pkl", pickle}, {"a/data.pkl", pickle}}), "twice");
    file("TorchScript", zipOf({{"a/data.pkl", pickle}, {"a/constants.pkl", "x"}}), "TorchScript", "unsupported");
    file("big-endian", zipOf({{"a/data.pkl", pickle}, {"a/byteorder", "big"}}), "big-endian", "unsupported");
    auto far = zipOf({{"a/data.pkl", pickle}});
    const auto central = far.rfind("PK\x01\x02");
    far.replace(central + 42, 4, "\xF0\xFF\xFF\x7F");
    file("an entry beyond the end", far, "outside the file");
}

void TestTorchFile::refusesHostileFiles()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QByteArray, code);
    QFETCH(const QByteArray, says);
    const Bytes bytes(content.begin(), content.end());
    try {
        (void)TorchFile::parse(bytes, "m.pth");
        QFAIL("accepted");
    } catch (const Error& e) {
        QVERIFY2(std::string(e.what()).find(says.toStdString()) != std::string::npos, e.what());
        QCOMPARE(std::string(codeName(e.code())), code.toStdString());
    }
}

void TestTorchFile::survivesEveryCut()
{
    const Bytes whole = torchFile(pickledDict({{"w", kTwo}}));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        QCOMPARE(codeOf([&] { (void)TorchFile::parse(cut, "m.pth"); }), std::string("bad_file"));
    }
}

QTEST_APPLESS_MAIN(TestTorchFile)
#include "tst_torch_file.moc"
