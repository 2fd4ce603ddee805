// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/run/run_folder.h"
#include "core/run/settings.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <fstream>

using namespace likeness;
using namespace likeness::run;

class TestRun : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyFieldGoesThroughJsonAndText();
    void namesTheNearestKey_data();
    void namesTheNearestKey();
    void refusesValues_data();
    void refusesValues();
    void namesTheNearestSetting();
    void validatesAllAtOnce();
    void defaultsAndPresetsAreUsual_data();
    void defaultsAndPresetsAreUsual();
    void knowsWhatHasASay();
    void usualLearningRateFollowsTheBatch();
    void presetsKeepHowItIsComputed();
    void readsSettingsOfAFileAndOfARun();
    void keepsARun();
    void survivesATornMetricsLine();
    void listsSoundRunsOnly();
};

void TestRun::everyFieldGoesThroughJsonAndText()
{
    Config config;
    for (const auto& f : fields()) {
        QVERIFY2(f.help.size() > 10 && f.help.back() == '.', f.key.c_str());
        Json other;
        switch (f.kind) {
        case Field::Kind::Bool:
            other = !f.get(config).get<bool>();
            break;
        case Field::Kind::Choice:
            other = f.choices.back();
            break;
        case Field::Kind::Text:
            other = "cpu";
            break;
        case Field::Kind::Int:
            other = static_cast<std::int64_t>(f.maximum);
            break;
        case Field::Kind::Real:
            other = f.maximum;
            break;
        }
        f.set(config, other);
        QVERIFY2(f.get(config) == other, f.key.c_str());
        Config byText;
        assign(byText, f.key + "=" + (other.is_string() ? other.get<std::string>() : dumpJson(other)));
        QVERIFY2(f.get(byText) == other, f.key.c_str());
    }
    QVERIFY(toJson(fromJson(toJson(config))) == toJson(config));
    QVERIFY(validate(Config()).empty());
}

void TestRun::namesTheNearestKey_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QByteArray>("named");
    QTest::newRow("typo") << QByteArray("train.epoch=3") << QByteArray("train.epochs");
    QTest::newRow("letter") << QByteArray("loss.hed=arcface") << QByteArray("loss.head");
    QTest::newRow("section forgotten") << QByteArray("lr=0.1") << QByteArray("train.lr");
    QTest::newRow("wrong section") << QByteArray("train.embedding=9") << QByteArray("model.embedding");
}

void TestRun::namesTheNearestKey()
{
    QFETCH(const QByteArray, given);
    QFETCH(const QByteArray, named);
    Config config;
    try {
        assign(config, given.toStdString());
        QFAIL("accepted");
    } catch (const Error& e) {
        QCOMPARE(e.code(), ErrorCode::BadArgument);
        QVERIFY2(std::string(e.what()).find("\"" + named.toStdString() + "\"") != std::string::npos, e.what());
    }
}

void TestRun::refusesValues_data()
{
    QTest::addColumn<QByteArray>("given");
    for (const char* bad : {"train.epochs=0", "train.epochs=2.5", "train.lr=fast", "train.lr=nan", "train.lr=inf",
                            "train.batch_size=-1", "loss.head=tripled", "augment.flip=maybe", "train.epochs",
                            "train.seed=-1", "model.dropout=1", "train.epochs="})
        QTest::newRow(bad) << QByteArray(bad);
}

void TestRun::refusesValues()
{
    QFETCH(const QByteArray, given);
    Config config;
    QVERIFY_THROWS_EXCEPTION(Error, assign(config, given.toStdString()));
    QVERIFY(toJson(config) == toJson(Config()));
}

void TestRun::namesTheNearestSetting()
{
    for (const auto& [given, meant] :
         std::initializer_list<std::pair<const char*, const char*>>{{"train.batch", "train.batch_size"},
                                                                    {"train.beta", "train.beta2"},
                                                                    {"train.epohcs", "train.epochs"},
                                                                    {"trian.epoch", "train.epochs"},
                                                                    {"lr", "train.lr"},
                                                                    {"loss.lr", "train.lr"},
                                                                    {"train.foo", nullptr},
                                                                    {"train.xy", nullptr},
                                                                    {"foo", nullptr},
                                                                    {"train.", nullptr}}) {
        try {
            field(given);
            QFAIL(given);
        } catch (const Error& e) {
            const std::string what = e.what();
            QVERIFY2(meant ? what.ends_with("did you mean \"" + std::string(meant) + "\"?")
                           : what.find("did you mean") == std::string::npos,
                     e.what());
        }
    }
}

void TestRun::validatesAllAtOnce()
{
    Config config;
    config.train.epochs = 0;
    config.model.inputSize = 100;
    config.train.device = "gpu";
    QCOMPARE(validate(config).size(), std::size_t{3});
    const auto problems = [](const std::vector<std::string>& settings) {
        Config changed;
        for (const auto& setting : settings)
            assign(changed, setting);
        return validate(changed).size();
    };
    QCOMPARE(problems({}), std::size_t{0});
    QCOMPARE(problems({"loss.head=triplet"}), std::size_t{1});
    QCOMPARE(problems({"loss.head=triplet", "train.faces_per_identity=4"}), std::size_t{0});
    QCOMPARE(problems({"train.faces_per_identity=5"}), std::size_t{1}); // 32 is no multiple of it
    QCOMPARE(problems({"train.frozen_epochs=15", "train.unfreeze_epochs=5"}), std::size_t{1});
    QCOMPARE(problems({"train.checkpoint_minutes=0", "train.checkpoint_epochs=0"}), std::size_t{1});
    QCOMPARE(problems({"train.precision=fp16", "train.device=cpu"}), std::size_t{1});
    for (const char* bad :
         {R"({"train":5})", R"({"trian":{}})", R"({"train":{"lr":"x"}})", "[]", R"({"train":{"lr":[1]}})"})
        QVERIFY_THROWS_EXCEPTION(Error, fromJson(Json::parse(bad)));
    QCOMPARE(fromJson(Json::parse(R"({"train":{"lr":0.5}})")).train.lr, 0.5);
}

void TestRun::defaultsAndPresetsAreUsual_data()
{
    QTest::addColumn<QByteArray>("preset");
    QTest::newRow("none") << QByteArray();
    for (const auto& preset : presets())
        QTest::newRow(preset.id.c_str()) << QByteArray::fromStdString(preset.id);
}

// Nobody is warned of what the program itself suggests.
void TestRun::defaultsAndPresetsAreUsual()
{
    QFETCH(const QByteArray, preset);
    Config config;
    if (preset == "fine_tune")
        config.model.from = "20260101-000000";
    if (!preset.isEmpty())
        applyPreset(config, preset.toStdString());
    QVERIFY(validate(config).empty());
    for (const auto& f : fields())
        if (const auto usual = usualRange(config, f);
            usual && applies(config, f.key) && !(preset == "fine_tune" && f.key == "train.epochs")) // fewer on purpose
            QVERIFY2(usual->holds(f.get(config).get<double>()), f.key.c_str());
    const double ratio = config.train.lr / usualLearningRate(config);
    QVERIFY2(ratio <= 4 && ratio >= 0.25, qPrintable(QString::number(ratio)));
}

void TestRun::knowsWhatHasASay()
{
    Config config;
    QVERIFY(applies(config, "loss.m") && applies(config, "loss.margin_ramp") && applies(config, "train.lr"));
    QVERIFY(!applies(config, "loss.mag_lambda") && !applies(config, "loss.m2") && !applies(config, "train.beta2"));
    config.loss.head = "magface";
    QVERIFY(applies(config, "loss.mag_lambda") && !applies(config, "loss.m"));
    config.loss.head = "triplet";
    QVERIFY(applies(config, "loss.mining") && !applies(config, "loss.s") && !applies(config, "loss.focal_from"));
    config = Config();
    config.loss.focalGamma = 0;
    QVERIFY(!applies(config, "loss.focal_from"));
    config.train.optimizer = "adamw";
    QVERIFY(applies(config, "train.beta2"));
    QCOMPARE(usualRange(config, field("train.lr"))->high, 1e-3);
    config.loss.head = "cosface";
    QVERIFY(!usualRange(config, field("loss.m"))->holds(0.5));
    // Each of them has a say somewhere, and the sentence of the command line says where.
    for (const auto& f : fields()) {
        bool somewhere = false;
        for (const auto& head : field("loss.head").choices)
            for (const auto& optimizer : field("train.optimizer").choices) {
                config = Config();
                config.loss.head = head;
                config.train.optimizer = optimizer;
                somewhere |= applies(config, f.key);
            }
        QVERIFY2(somewhere, f.key.c_str());
        QVERIFY2(applies(Config(), f.key) || !condition(f.key).empty(), f.key.c_str());
    }
    QCOMPARE(condition("loss.mag_lambda"), std::string("with loss.head = magface"));
    QCOMPARE(condition("train.lr"), std::string());
    QVERIFY_THROWS_EXCEPTION(Error, applies(config, "loss.magic"));
}

void TestRun::usualLearningRateFollowsTheBatch()
{
    Config config;
    config.train.batchSize = 512;
    QCOMPARE(usualLearningRate(config), 0.1);
    config.train.batchSize = 1024;
    QCOMPARE(usualLearningRate(config), 0.2);
    config.train.accumulate = 2; // counts like a batch of twice the size
    config.train.batchSize = 512;
    QCOMPARE(usualLearningRate(config), 0.2);
    config.train.accumulate = 1;
    config.train.batchSize = 65536;
    QCOMPARE(usualLearningRate(config), 0.5);
    for (const int small : {128, 32, 16}) {
        config.train.batchSize = small;
        QCOMPARE(usualLearningRate(config), 0.05); // as the presets have it
    }
    config.model.from = "a run";
    QCOMPARE(usualLearningRate(config), 0.01);
    config.model.from.clear();
    config.train.optimizer = "adamw";
    config.train.batchSize = 512;
    QCOMPARE(usualLearningRate(config), 0.001);
}

void TestRun::presetsKeepHowItIsComputed()
{
    Config config;
    config.train.device = "cuda:1";
    config.train.precision = "bf16";
    config.train.seed = 7;
    config.model.inputSize = 160;
    config.model.from = "some run";
    config.model.backbone = "iresnet18";
    config.data.minImages = 4;
    config.augment.blur = 0.1;
    config.loss.head = "cosface";
    applyPreset(config, "small");
    QCOMPARE(config.train.batchSize, 16);
    QCOMPARE(config.loss.s, 32.0);
    QCOMPARE(config.train.device, std::string("cuda:1"));
    QCOMPARE(config.train.precision, std::string("bf16"));
    QCOMPARE(config.train.seed, std::uint64_t{7});
    QCOMPARE(config.model.inputSize, 160);
    QCOMPARE(config.model.from, std::string("some run"));
    QCOMPARE(config.model.backbone, std::string("iresnet18")); // the model to begin with decides
    QCOMPARE(config.loss.head, std::string("arcface"));
    QCOMPARE(config.data.minImages, 4);
    QCOMPARE(config.augment.blur, 0.1);
    applyPreset(config, "large");
    QCOMPARE(config.model.backbone, std::string("iresnet18"));
    config.model.from.clear();
    applyPreset(config, "large");
    QCOMPARE(config.model.backbone, std::string("iresnet50"));
    config.model.backbone = "iresnet18";
    applyPreset(config, "fine_tune");
    QCOMPARE(config.model.backbone, std::string("iresnet18"));
    QCOMPARE(config.train.backboneLr, 0.1);
    const Json before = toJson(config);
    QVERIFY_THROWS_EXCEPTION(Error, applyPreset(config, "huge"));
    QVERIFY(toJson(config) == before);
}

void TestRun::readsSettingsOfAFileAndOfARun()
{
    const test::TempFolder folder;
    Config config;
    config.loss.head = "adaface";
    config.train.lr = 0.037;
    writeConfig(folder / "settings.json", config);
    QVERIFY(toJson(readConfig(folder / "settings.json")) == toJson(config));
    config.model.from = "start.safetensors";
    const auto run = RunFolder::create(folder / "runs", config, {}, folder / "c.lkc");
    QCOMPARE(readConfig(run.folder() / "run.json").model.from, std::string("start.safetensors"));
    writeFileAtomically(run.folder() / "start.safetensors", std::string_view("weights"));
    QCOMPARE(readConfig(run.folder() / "run.json").model.from, (run.folder() / "start.safetensors").string());
    QCOMPARE(run.config().model.from, std::string("start.safetensors"));
    writeFileAtomically(folder / "bad.json", std::string_view(R"({"train":{"epoch":3}})"));
    try {
        readConfig(folder / "bad.json");
        QFAIL("accepted");
    } catch (const Error& e) {
        QVERIFY2(std::string(e.what()).find("train.epochs") != std::string::npos, e.what());
    }
}

void TestRun::keepsARun()
{
    const test::TempFolder folder;
    Config config;
    config.train.lr = 0.037;
    const std::vector<Sample> samples{{7, 0, false, "Ann, \"A\""}, {9, 1, true, "陈\n伟"}, {1ll << 40, 1, false, ""}};
    const auto a = RunFolder::create(folder / "runs", config, samples, folder / "cache" / "crops-112.lkc");
    const auto b = RunFolder::create(folder / "runs", config, samples, folder / "cache" / "crops-112.lkc");
    QVERIFY(a.id() != b.id());
    QVERIFY(toJson(a.config()) == toJson(config));
    QCOMPARE(a.cropFile(), (folder / "cache" / "crops-112.lkc").lexically_normal());
    const auto read = a.samples();
    QCOMPARE(read.size(), samples.size());
    QCOMPARE(read[0].name, samples[0].name);
    QCOMPARE(read[1].name, std::string("陈\\n伟"));
    QVERIFY(read[1].validation);
    QCOMPARE(read[2].face, 1ll << 40);
    QCOMPARE(a.state().state, std::string("created"));
    a.setState({"stopped", 3, 123, "why"});
    QCOMPARE(a.state().step, 123);
    // Running is what somebody holds the lock of; a process that died has left it.
    a.setState({"running", 3, 124, ""});
    QCOMPARE(a.state().state, std::string("stopped"));
    {
        const auto lock = a.lockForTraining();
        QCOMPARE(a.state().state, std::string("running"));
        QVERIFY_THROWS_EXCEPTION(Error, a.lockForTraining());
    }
    QCOMPARE(a.state().state, std::string("stopped"));
    a.setMachine("cuda:1", std::nullopt);
    a.setMachine(std::nullopt, 3);
    QCOMPARE(a.config().train.device, std::string("cuda:1"));
    QCOMPARE(a.config().train.threads, 3);
    for (const char* bad : {"face,label,split,name\n1,0,test,x\n", "face,label,split,name\n1,-1,val,x\n",
                            "face,label,split,name\nx,1,val,x\n", "hello\n", "face,label,split,name\n1,1\n"}) {
        writeFileAtomically(a.folder() / "samples.csv", std::string_view(bad));
        QVERIFY_THROWS_EXCEPTION(Error, a.samples());
    }
}

void TestRun::survivesATornMetricsLine()
{
    const test::TempFolder folder;
    const auto run = RunFolder::create(folder / "runs", {}, {}, folder / "c.lkc");
    QVERIFY(run.events().empty());
    run.appendEvent({{"type", "step"}, {"step", 1}});
    std::ofstream(run.folder() / "metrics.jsonl", std::ios::app) << "{\"type\":\"st";
    run.appendEvent({{"type", "step"}, {"step", 2}});
    const auto events = run.events();
    QCOMPARE(events.size(), std::size_t{2});
    QCOMPARE(events[1]["step"].get<int>(), 2);
}

void TestRun::listsSoundRunsOnly()
{
    const test::TempFolder folder;
    const auto a = RunFolder::create(folder / "runs", {}, {}, folder / "c.lkc");
    const auto b = RunFolder::create(folder / "runs", {}, {}, folder / "c.lkc");
    std::filesystem::create_directory(folder / "runs" / "empty");
    std::filesystem::create_directory(folder / "runs" / "broken");
    writeFileAtomically(folder / "runs" / "broken" / "run.json", std::string_view("{"));
    const auto runs = listRuns(folder / "runs");
    QCOMPARE(runs.size(), std::size_t{2});
    QCOMPARE(runs[0].id(), b.id());
    QVERIFY(listRuns(folder / "none").empty());
    QVERIFY_THROWS_EXCEPTION(Error, RunFolder(folder / "runs" / "empty"));
}

QTEST_APPLESS_MAIN(TestRun)
#include "tst_run.moc"
