using Inflaton.Experiments.Files;

namespace Inflaton.Experiments.Tests.Files;

/// <summary>Every way to get a file wrong has one clear message; here is its text.</summary>
public sealed class MalformedFileTests : IDisposable
{
    private const double EightGigabytes = 8e9;

    private const string Good = """
        name: good
        seed: 1
        network:
          hidden: [16, 16]
          activation: erf
          weight_std: 1.5
          bias_std: 0.1
        data:
          points: [[0.1, 0.2], [0.3, 0.4]]
          targets: [0.5, -0.5]
        loss:
          squared: {scale: 1.0}
        optimizer:
          gradient_descent: {learning_rate: 0.09, momentum: 0.9}
        epochs: 100
        record_every: 10
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inflaton-files-");

    public MalformedFileTests()
    {
        folder.CreateSubdirectory("folder");
        File.WriteAllText(Path.Combine(folder.FullName, "good.csv"), "x,y\n1,2\n3,5\n");
        File.WriteAllText(Path.Combine(folder.FullName, "given.npz"), "");
        File.WriteAllText(Path.Combine(folder.FullName, "good.yaml"), Good);
    }

    /// <summary>What is replaced in the good file, by what, and what is then said.</summary>
    public static TheoryData<string, string, string> Replacements { get; } = new()
    {
        {
            "hidden: [16, 16]",
            "hidden: [16, 0]",
            "bad.yaml:4: network.hidden.1: is below 1 (0). Give a whole number of at least 1."
        },
        {
            "hidden: [16, 16]",
            "hidden: 16",
            "bad.yaml:4: network.hidden: is not a list (16). Give a list of whole numbers of at least 1, for example "
            + "hidden: [512, 512]."
        },
        {
            "hidden: [16, 16]",
            "hidden: [16.5]",
            "bad.yaml:4: network.hidden.0: is not a whole number (16.5). Give a whole number of at least 1."
        },
        {
            "hidden: [16, 16]",
            "hidden: [99999999999]",
            "bad.yaml:4: network.hidden.0: is above 2147483647 (99999999999). Give a whole number of at most 2147483647."
        },
        {
            "hidden: [16, 16]",
            "hidden: [1000000, 1000000]",
            "bad.yaml:4: network.hidden: makes 1e12 weights, which need 14901 GiB ([1000000, 1000000]). The machine has "
            + "7.5 GiB: make the layers narrower."
        },
        {
            "hidden: [16, 16]",
            "hiden: [16, 16]",
            "bad.yaml:4: network.hiden: is not a key of network. Did you mean hidden?"
        },
        {
            "activation: erf",
            "activation: erf\n  initialization: pytorch",
            "bad.yaml:7: network.weight_std: stands beside initialization: pytorch, which has its own (1.5). Leave weight_std out, or "
            + "take initialization: normal." + "\n"
            + "bad.yaml:8: network.bias_std: stands beside initialization: pytorch, which has its own (0.1). Leave bias_std out, or take "
            + "initialization: normal."
        },
        {
            "weight_std: 1.5\n  bias_std: 0.1",
            "initialization: pytorch\n  parameterization: ntk",
            "bad.yaml:7: network.parameterization: stands beside initialization: pytorch, which draws the weights themselves (ntk). Leave "
            + "parameterization out."
        },
        {
            "weight_std: 1.5\n  bias_std: 0.1",
            "initialization: pytorch\n  weights: given.npz",
            "bad.yaml:6: network.initialization: draws weights, and weights names a file of them (pytorch). Keep initialization or weights."
        },
        {
            "weight_std: 1.5\n  bias_std: 0.1",
            "initialization: torch",
            "bad.yaml:6: network.initialization: is not a choice (torch). Did you mean pytorch? Give one of normal, pytorch."
        },
        {
            "network:",
            "netwrok:",
            "bad.yaml:3: netwrok: is not a key of the file. Did you mean network?"
        },
        {
            "activation: erf",
            "activation: rleu",
            "bad.yaml:5: network.activation: is not a choice (rleu). Did you mean relu? Give one of relu, leaky_relu, abs, "
            + "erf, tanh, gelu, sin, identity, softplus, silu, sigmoid, cos, sinusoid, rbf, exp, "
            + "gaussian, sign, piecewise_linear, monomial, rectified_monomial, polynomial, hermite, gelu_tanh."
        },
        {
            "activation: erf",
            "activation: erf(1, 2, 3, 4)",
            "bad.yaml:5: network.activation: is no activation (\"erf(1, 2, 3, 4)\"). The activation erf takes 3 numbers, not 4."
        },
        {
            "activation: erf",
            "activation: leaky_relu(a)",
            "bad.yaml:5: network.activation: is no activation (\"leaky_relu(a)\"). 'leaky_relu(a)' is not an activation: write NAME or "
            + "NAME(number, …)."
        },
        {
            "activation: erf",
            "activation: quantum",
            "bad.yaml:5: network.activation: is not a choice (quantum). Give one of relu, leaky_relu, abs, erf, tanh, "
            + "gelu, sin, identity, softplus, silu, sigmoid, cos, sinusoid, rbf, exp, "
            + "gaussian, sign, piecewise_linear, monomial, rectified_monomial, polynomial, hermite, gelu_tanh, for example activation: erf."
        },
        {
            "activation: erf",
            "activation:",
            "bad.yaml:5: network.activation: has no value. Give one of relu, leaky_relu, abs, erf, tanh, gelu, sin, "
            + "identity, softplus, silu, sigmoid, cos, sinusoid, rbf, exp, "
            + "gaussian, sign, piecewise_linear, monomial, rectified_monomial, polynomial, hermite, gelu_tanh, for example activation: erf."
        },
        {
            "activation: erf",
            "activation: [erf]",
            "bad.yaml:5: network.activation: is not a choice ([erf]). Give one of relu, leaky_relu, abs, erf, tanh, gelu, "
            + "sin, identity, softplus, silu, sigmoid, cos, sinusoid, rbf, exp, "
            + "gaussian, sign, piecewise_linear, monomial, rectified_monomial, polynomial, hermite, gelu_tanh, for example activation: erf."
        },
        {
            "weight_std: 1.5",
            "weight_std: -1",
            "bad.yaml:6: network.weight_std: is not above 0 (-1). Give a number above 0, for example weight_std: 1.5."
        },
        {
            "weight_std: 1.5",
            "weight_std: wide",
            "bad.yaml:6: network.weight_std: is not a number (wide). Give a number above 0, for example weight_std: 1.5."
        },
        {
            "weight_std: 1.5",
            "weight_std: \"1.5\"",
            "bad.yaml:6: network.weight_std: is text, because it stands in quotes (\"1.5\"). Take the quotes away."
        },
        {
            "weight_std: 1.5",
            "weight_std: .nan",
            "bad.yaml:6: network.weight_std: is not a finite number (.nan). Give a number above 0, for example weight_std: "
            + "1.5."
        },
        {
            "weight_std: 1.5",
            "weight_std: 1e999",
            "bad.yaml:6: network.weight_std: is not a finite number (1e999). Give a number above 0, for example "
            + "weight_std: 1.5."
        },
        {
            "weight_std: 1.5",
            "weight_std: 1_000",
            "bad.yaml:6: network.weight_std: is not a number (1_000). Give a number above 0, for example weight_std: 1.5."
        },
        {
            "weight_std: 1.5",
            "weight_std: 1.5\n  parameterization: NTK",
            "bad.yaml:7: network.parameterization: is not a choice (NTK). Did you mean ntk? Give one of ntk, standard."
        },
        {
            "weight_std: 1.5",
            "weight_std: 1.5\n  weights: nothing.safetensors",
            "bad.yaml:7: network.weights: does not exist (nothing.safetensors). Check the path: it is relative to the "
            + "folder of the YAML file."
        },
        {
            "weight_std: 1.5",
            "weight_std: 1.5\n  weights: folder",
            "bad.yaml:7: network.weights: is a folder (folder). Give the path of a .safetensors or .npz file."
        },
        {
            "weight_std: 1.5",
            "weight_std: 1.5\n  weights: good.csv",
            "bad.yaml:7: network.weights: is not a .safetensors or .npz file (good.csv). Give the path of a .safetensors "
            + "or .npz file."
        },
        {
            "weight_std: 1.5",
            "weight_std: 1.5\n  outputs: 3",
            "bad.yaml:7: network.outputs: differs from the number of targets, 1 (3). Leave network.outputs out: the data "
            + "decides it."
        },
        {
            "weight_std: 1.5",
            "weight_std: 1.5\n  weight_std: 2",
            "bad.yaml:7: the key weight_std is already given in line 6. Keep one of the two."
        },
        {
            "seed: 1",
            "seed: -1",
            "bad.yaml:2: seed: is below 0 (-1). Give a whole number of at least 0, for example seed: 1."
        },
        {
            "seed: 1",
            "seed: 18446744073709551616",
            "bad.yaml:2: seed: is above 18446744073709551615 (18446744073709551616). Give a whole number of at most "
            + "18446744073709551615."
        },
        {
            "name: good",
            "name: ../../etc",
            "bad.yaml:1: name: starts with a dot (../../etc). Give a name that can name a folder, for example name: "
            + "my-experiment."
        },
        {
            "name: good",
            "name: a/b",
            "bad.yaml:1: name: has a character that a folder's name cannot have (a/b). Give a name that can name a folder, "
            + "for example name: my-experiment."
        },
        {
            "targets: [0.5, -0.5]",
            "targets: [0.5]",
            "bad.yaml:10: data.targets: has 1 targets for 2 inputs ([0.5]). Give one target for each input."
        },
        {
            "targets: [0.5, -0.5]",
            "targets: [0.5, x]",
            "bad.yaml:10: data.targets.1: is not a number (x). Give a number."
        },
        {
            "targets: [0.5, -0.5]",
            "targets: [[0.5, 1], [2]]",
            "bad.yaml:10: data.targets.1: has length 1 where the first of the targets has 2 ([2]). Give all targets the "
            + "same length."
        },
        {
            "targets: [0.5, -0.5]",
            "targets: [0.5, -0.5]\n  test: [[0.1]]",
            "bad.yaml:11: data.test: has inputs of dimension 1 where the training inputs have dimension 2 ([[0.1]]). Give "
            + "a list of test inputs of 2 numbers each."
        },
        {
            "points: [[0.1, 0.2], [0.3, 0.4]]",
            "points: [[0.1, 0.2], [0.3]]",
            "bad.yaml:9: data.points.1: has length 1 where the first of the points has 2 ([0.3]). Give all points the same "
            + "length."
        },
        {
            "points: [[0.1, 0.2], [0.3, 0.4]]",
            "points: []",
            "bad.yaml:9: data.points: is an empty list ([]). Give a list of points, each a list of numbers, or a section "
            + "with inputs, targets, for example points: [[0.1, 0.2], [0.3, 0.4]]."
        },
        {
            "points: [[0.1, 0.2], [0.3, 0.4]]",
            "points: [0.1, 0.2]",
            "bad.yaml:9: data.points: is not a list of points, each a list of numbers, or a section with inputs, targets "
            + "([0.1, 0.2]). Give a list of points, each a list of numbers, or a section "
            + "with inputs, targets, for example points: [[0.1, 0.2], [0.3, 0.4]]."
        },
        {
            "points: [[0.1, 0.2], [0.3, 0.4]]",
            "points: {inputs: [[1], [2]], targets: [1, 2]}",
            "bad.yaml:10: data.targets: are given twice ([0.5, -0.5]). Keep data.targets or data.points.targets."
        },
        {
            "points: [[0.1, 0.2], [0.3, 0.4]]",
            "points: {inputs: [[1], [2]], target: [1, 2]}",
            "bad.yaml:9: data.points.target: is not a key of data.points. Did you mean targets?"
        },
        {
            "points: [[0.1, 0.2], [0.3, 0.4]]",
            "point: [1, 2]\n  circle: {points: 2}",
            "bad.yaml:10: data: has point and circle. Keep exactly one of point, points, interval, circle, orthogonal, "
            + "file."
        },
        {
            "points: [[0.1, 0.2], [0.3, 0.4]]",
            "pionts: [[0.1, 0.2], [0.3, 0.4]]",
            "bad.yaml:9: data.pionts: is not a key of data. Did you mean points?"
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  {}",
            "bad.yaml:9: data: has none of point, points, interval, circle, orthogonal, file. Give exactly one of them."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  point: 1",
            "bad.yaml:9: data.point: is not a list (1). Give a list of one or more numbers, for example point: [1.0]."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  interval: {points: 1, from: 0, to: 1}",
            "bad.yaml:9: data.interval.points: is below 2 (1). Give a whole number of at least 2, for example points: 50."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  interval: {points: 5, from: 1, to: 0}",
            "bad.yaml:9: data.interval.to: is not above from (0). from must be the smaller one."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  interval: {points: 5, from: 1}",
            "bad.yaml:9: data.interval.to: is missing. Give either hubble_lengths, or from and to."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  interval: {points: 5}",
            "bad.yaml:9: data.interval.hubble_lengths: is missing. Give either hubble_lengths, or from and to."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  interval: {hubble_lengths: 0.1, from: 1, points: 5}",
            "bad.yaml:9: data.interval.hubble_lengths: stands beside from or to (0.1). Give either hubble_lengths, or from "
            + "and to."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  interval: {points: 100000, from: 0, to: 1}",
            "bad.yaml:9: data.interval.points: makes a kernel of 1e5 × 1e5, which needs 149 GiB (100000). The machine has "
            + "7.5 GiB: take fewer points."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]\nloss:\n  squared: {scale: 1.0}\noptimizer:\n  gradient_descent: "
            + "{learning_rate: 0.09, momentum: 0.9}",
            "  interval: {hubble_lengths: 0.1, points: 5}\nloss:\n  squared: {}\noptimizer:\n  gradient_descent: {learning_rate: auto}",
            "bad.yaml:9: data.interval.hubble_lengths: needs a Hubble length, and learning_rate: auto is only known after "
            + "the inputs (0.1). Give data.interval.from and to, or a learning rate that is a number."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  orthogonal: {points: 5, dimension: 4}",
            "bad.yaml:9: data.orthogonal.dimension: is below points, 5 (4). No more than d inputs can be orthogonal."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  circle: {points: 5, radius: 0}",
            "bad.yaml:9: data.circle.radius: is not above 0 (0). Give a number above 0, for example radius: 1."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  circle: {points: 5}\n  test: {from: 1, to: 0, points: 3}",
            "bad.yaml:10: data.test.to: is not above from (0). from must be the smaller one."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  circle: {points: 5}\n  test: {from: 0, to: 1, points: 3}",
            "bad.yaml:10: data.test: has inputs of dimension 1 where the training inputs have dimension 2. Give a list of "
            + "test inputs of 2 numbers each."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  file: good.csv",
            "bad.yaml:9: data.file: is not a section (good.csv). Give a section with path, target, features, rows, "
            + "target_equals, encoding, categorical, missing, separator, decimal, input_scale, standardize, test_fraction, shuffle, "
            + "split_seed, for example file: {path: "
            + "data.csv, target: y}."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  file: {path: nothing.csv, target: y}",
            "bad.yaml:9: data.file.path: does not exist (nothing.csv). Check the path: it is relative to the folder of the "
            + "YAML file."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  file: {path: folder, target: y, standardize: yes}",
            "bad.yaml:9: data.file.path: is a folder (folder). Give the path of a .csv or .npz or .npy file." + "\n"
            + "bad.yaml:9: data.file.standardize: is not true or false (yes). Give true or false, for example standardize: "
            + "false."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  file: {path: good.yaml, target: \"\", test_fraction: half}",
            "bad.yaml:9: data.file.path: is not a .csv or .npz or .npy file (good.yaml). Give the path of a .csv or .npz or .npy file."
                + "\n"
            + "bad.yaml:9: data.file.target: is empty (\"\"). Give the name of a column, or a list of one or more "
            + "names of columns, for example target: y." + "\n"
            + "bad.yaml:9: data.file.test_fraction: is not a number (half). Give a number of at least 0 and below 1, for "
            + "example test_fraction: 0."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  file: {path: good.csv, target: [y, y], test_fraction: 1, rows: 0}",
            "bad.yaml:9: data.file.target.1: is in the list already (y). Name each once." + "\n"
            + "bad.yaml:9: data.file.rows: is below 1 (0). Give a whole number of at least 1, or a section "
            + "with from, to, for example rows: 500." + "\n"
            + "bad.yaml:9: data.file.test_fraction: is not below 1 (1). Give a number of at least 0 and below 1, for example "
            + "test_fraction: 0."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  file: {path: good.csv, target: y, features: [x, y], rows: {from: 5, to: 2}}\n  test: [[0]]",
            "bad.yaml:9: data.file.rows.to: is below from (2). from must not be above to." + "\n"
            + "bad.yaml:9: data.file.features: names the target y too ([x, y]). A target cannot be an input: take it out."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  file: {path: good.csv, target: y}\n  targets: [1]",
            "bad.yaml:10: data.targets: cannot stand beside file ([1]). Name target columns under data.file.target."
        },
        {
            "squared: {scale: 1.0}",
            "squard: {scale: 1.0}",
            "bad.yaml:12: loss.squard: is not a key of loss. Did you mean squared?"
        },
        {
            "  gradient_descent: {learning_rate: 0.09, momentum: 0.9}",
            "  gradient_descent: {learning_rate: 0.09, momentum: 0.9}\n  natural: {}\noutput_kernel: shared",
            "bad.yaml:16: output_kernel: cannot stand beside optimizer.natural, which whitens all outputs together (shared). Take "
            + "output_kernel: full."
        },
        {
            "squared: {scale: 1.0}",
            "cross_entropy: {scale: 0}",
            "bad.yaml:12: loss.cross_entropy.scale: is not above 0 (0). Give a number above 0, for example scale: 1."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]\nloss:\n  squared: {scale: 1.0}",
            "  points: [[0.1, 0.2], [0.3, 0.4]]\nloss:\n  cross_entropy: {}",
            "bad.yaml:11: loss.cross_entropy: needs targets that are classes. Give data.targets, for each input C weights that sum to 1."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]\nloss:\n  squared: {scale: 1.0}",
            "  file: {path: good.csv, target: y}\nloss:\n  cross_entropy: {}",
            "bad.yaml:11: loss.cross_entropy: needs targets that are classes. Give data.file.encoding: one_hot."
        },
        {
            "  points: [[0.1, 0.2], [0.3, 0.4]]\n  targets: [0.5, -0.5]",
            "  file: {path: good.csv, target: [x, y], encoding: one_hot, target_equals: 3}",
            "bad.yaml:9: data.file.target_equals: makes a question of classes (3). Keep target_equals or encoding.\n"
            + "bad.yaml:9: data.file.encoding: reads classes from 2 columns (one_hot). Name one column under target."
        },
        {
            "squared: {scale: 1.0}",
            "quadratic: {}",
            "bad.yaml:12: loss.quadratic: is not a key of loss. The keys are squared, power, huber, log_cosh, cross_entropy, "
            + "bce_with_logits, expression, field."
        },
        {
            "squared: {scale: 1.0}",
            "squared:",
            "bad.yaml:12: loss.squared: has no value. Write squared: {}."
        },
        {
            "squared: {scale: 1.0}",
            "squared: {scale: 0}",
            "bad.yaml:12: loss.squared.scale: is not above 0 (0). Give a number above 0, for example scale: 1."
        },
        {
            "squared: {scale: 1.0}",
            "power: {degree: 3}",
            "bad.yaml:12: loss.power.degree: is odd, and an odd power has no minimum (3). Give an even number, for example "
            + "2 or 4."
        },
        {
            "squared: {scale: 1.0}",
            "power: {degree: 2, minimum: 5}",
            "bad.yaml:12: loss.power.minimum: cannot stand beside targets in the data, which are the minimum of each input "
            + "(5). Leave minimum or the targets out."
        },
        {
            "squared: {scale: 1.0}",
            "power: {scale: 2}",
            "bad.yaml:12: loss.power.degree: is missing. Give a whole number from 2 to 100, for example degree: 2."
        },
        {
            "squared: {scale: 1.0}",
            "expression: {formula: \"f^2\", parameters: {2x: 3, c: a}}",
            "bad.yaml:12: loss.expression.parameters.2x: is not a name (3). Names have letters, digits and _, and start "
            + "with a letter." + "\n"
            + "bad.yaml:12: loss.expression.parameters.c: is not a number (a). Give a number."
        },
        {
            "squared: {scale: 1.0}",
            "expression: {formula: \"f^2\", parameters: {y: 1}}",
            "bad.yaml:12: loss.expression.parameters: names y, which the formula has already. Rename the parameter."
        },
        {
            "squared: {scale: 1.0}",
            "expression: {formula: }",
            "bad.yaml:12: loss.expression.formula: has no value. Give a formula in f and y, for example formula: "
            + "\"a/4*(f-y)^4\"."
        },
        {
            "squared: {scale: 1.0}",
            "squared: {}\n  huber: {}",
            "bad.yaml:13: loss: has squared and huber. Keep exactly one of squared, power, huber, log_cosh, cross_entropy, "
            + "bce_with_logits, expression, field."
        },
        {
            "squared: {scale: 1.0}",
            "huber: {delta: 0}",
            "bad.yaml:12: loss.huber.delta: is not above 0 (0). Give a number above 0, for example delta: 1."
        },
        {
            "squared: {scale: 1.0}",
            "log_cosh: {width: [1]}",
            "bad.yaml:12: loss.log_cosh.width: is not a number ([1]). Give a number above 0, for example width: 1."
        },
        {
            "gradient_descent: {learning_rate: 0.09, momentum: 0.9}",
            "gradient_descent: {learning_rate: -0.09, momentum: 1}",
            "bad.yaml:14: optimizer.gradient_descent.learning_rate: is not above 0 (-0.09). Give a number above 0, or auto, for "
            + "example learning_rate: 0.1." + "\n"
            + "bad.yaml:14: optimizer.gradient_descent.momentum: is not below 1 (1). Give a number of at least 0 and below "
            + "1, for example momentum: 0."
        },
        {
            "gradient_descent: {learning_rate: 0.09, momentum: 0.9}",
            "gradient_descent: {learning_rate: automatic}",
            "bad.yaml:14: optimizer.gradient_descent.learning_rate: is not a number above 0, or auto (automatic). Give a "
            + "number above 0, or auto, for example learning_rate: 0.1."
        },
        {
            "gradient_descent: {learning_rate: 0.09, momentum: 0.9}",
            "gradient_descent: {momentum: 0.9}",
            "bad.yaml:14: optimizer.gradient_descent.learning_rate: is missing. Give a number above 0, or auto, for "
            + "example learning_rate: 0.1."
        },
        {
            "gradient_descent: {learning_rate: 0.09, momentum: 0.9}",
            "gradient_descent: {learning_rate: 0.09, momemtum: 0.9}",
            "bad.yaml:14: optimizer.gradient_descent.momemtum: is not a key of optimizer.gradient_descent. Did you mean "
            + "momentum?"
        },
        {
            "gradient_descent: {learning_rate: 0.09, momentum: 0.9}",
            "adagrad: {learning_rate: 0.1}",
            "bad.yaml:14: optimizer.adagrad: is not a key of optimizer. The keys are gradient_descent, friedmann, nesterov, born_infeld, "
            + "adam, natural."
        },
        {
            "epochs: 100",
            "epochs: -5",
            "bad.yaml:15: epochs: is below 0 (-5). Give a whole number of at least 0, for example epochs: 1000."
        },
        {
            "epochs: 100",
            "epochs: 100\npredictions: [mean_field, mean_feild]",
            "bad.yaml:16: predictions.1: is not a choice (mean_feild). Did you mean mean_field? Give one of mean_field, "
            + "mean_kernel, perturbations, background, frozen_kernel, discrete, ensemble, next_order, next_order_continuum, "
            + "lattice."
        },
        {
            "epochs: 100",
            "epochs: 100\npredictions: [discrete, discrete]\nmatching: second",
            "bad.yaml:16: predictions.1: is in the list already (discrete). Name each once." + "\n"
            + "bad.yaml:17: matching: is not a choice (second). Give one of leapfrog, leading, for example matching: "
            + "leapfrog."
        },
        {
            "epochs: 100",
            "epochs: 100\nsolver: {relative_tolerance: 0, max_step: 5}",
            "bad.yaml:16: solver.relative_tolerance: is not above 0 (0). Give a number above 0 and below 1, for example "
            + "relative_tolerance: 1e-9." + "\n"
            + "bad.yaml:16: solver.max_step: is not a key of solver. Did you mean max_steps?"
        },
        {
            "epochs: 100",
            "epochs: 100\nsolver:",
            "bad.yaml:16: solver: has no value. Write solver: {}."
        },
        {
            "epochs: 100",
            "epochs: soon\nthreads: 4",
            "bad.yaml:15: epochs: is not a number (soon). Give a whole number of at least 0, for example epochs: 1000." + "\n"
            + "bad.yaml:16: threads: is not a key of the file. The keys are name, seed, network, data, loss, initial_field, optimizer, "
            + "batches, epochs, steps, record_every, record_kernel_every, matching, kernel, output_kernel, predictions, domination_ratio, "
            + "freeze_threshold, solver, background, interactions, spectral, training, universe, posterior, precision, save_weights."
        },
        {
            "record_every: 10",
            "record_every: 0\nrecord_kernel_every: 0\ndomination_ratio: 0\nfreeze_threshold: -1",
            "bad.yaml:16: record_every: is below 1 (0). Give a whole number of at least 1 (steps), for example "
            + "record_every: 10." + "\n"
            + "bad.yaml:17: record_kernel_every: is below 1 (0). Give a whole number of at least 1 (epochs), for example "
            + "record_kernel_every: 100." + "\n"
            + "bad.yaml:18: domination_ratio: is not above 0 (0). Give a number above 0, for example domination_ratio: 10." + "\n"
            + "bad.yaml:19: freeze_threshold: is not above 0 (-1). Give a number above 0, for example freeze_threshold: 0.01."
        },
    };

    /// <summary>Whole files, and what is said of them.</summary>
    public static TheoryData<string, string> Texts { get; } = new()
    {
        {
            "",
            "bad.yaml: is empty. Start from the file that 'inflaton new' writes."
        },
        {
            "# nothing",
            "bad.yaml: is empty. Start from the file that 'inflaton new' writes."
        },
        {
            "- a",
            "bad.yaml:1: must hold keys with values ([a]). Write key: value lines, as 'inflaton new' does."
        },
        {
            "just text",
            "bad.yaml:1: must hold keys with values (\"just text\"). Write key: value lines, as 'inflaton new' does."
        },
        {
            "a: [1, 2\nb: 3",
            "bad.yaml:2: is not YAML: a bracket is not closed or a character is not allowed. Check indentation, colons, "
            + "brackets and quotes around this line."
        },
        {
            "network:\n\thidden: [1]",
            "bad.yaml:2: is not YAML: while scanning a mapping, found invalid tab as indentation. Indent with spaces, not "
            + "tabs."
        },
        {
            "a: &x [1]\nb: *x\nc: !!int 3",
            "bad.yaml:1: anchors are not supported (&x). Write the value out where it is used." + "\n"
            + "bad.yaml:2: aliases are not supported (*x). Write the value out where it is used." + "\n"
            + "bad.yaml:3: tags are not supported (tag:yaml.org,2002:int). Leave the tag out."
        },
        {
            "a: 1\n---\nb: 2",
            "bad.yaml:2: a second document starts here. Keep one document in a file."
        },
        {
            "? [a]\n: 1",
            "bad.yaml:1: a key must be a word. Write key: value."
        },
        {
            "name: x",
            "bad.yaml:1: network: is missing. Give a section with weights, layers, hidden, activation, negative_slope, "
            + "initialization, outputs, output_scale, centered, weight_std, bias_std, parameterization, for example network: {hidden: "
            + "[512, 512], activation: erf}." + "\n"
            + "bad.yaml:1: data: is missing. Give a section with point, points, interval, circle, orthogonal, file, targets, "
            + "test, for example data: {point: [1.0]}." + "\n"
            + "bad.yaml:1: loss: is missing. Give a section with squared, power, huber, log_cosh, cross_entropy, bce_with_logits, "
            + "expression, field, for example "
            + "loss: {squared: {scale: 1}}." + "\n"
            + "bad.yaml:1: optimizer: is missing. Give a section with gradient_descent, friedmann, nesterov, born_infeld, adam, natural, "
            + "for example optimizer: "
            + "{gradient_descent: {learning_rate: 0.1}}." + "\n"
            + "bad.yaml:1: has none of epochs, steps. Give exactly one of them."
        },
        {
            "a: \"\\q\"",
            "bad.yaml:1: is not YAML: while scanning a quoted scalar, found unknown escape character. Check indentation, "
            + "colons, brackets and quotes around this line."
        },
        {
            "a: \"\\UFFFFFFFF\"",
            "bad.yaml:1: is not YAML: a bracket is not closed or a character is not allowed. Check indentation, colons, "
            + "brackets and quotes around this line."
        },
        {
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
            "bad.yaml:1: is not YAML: more than 32 levels of lists and sections inside each other. Check indentation, "
            + "colons, brackets and quotes around this line."
        },
        {
            "a: b: c",
            "bad.yaml:1: is not YAML: while scanning a plain scalar value, found invalid mapping. Check indentation, "
            + "colons, brackets and quotes around this line."
        },
        {
            "a: 'x",
            "bad.yaml:1: is not YAML: while scanning a quoted scalar, found unexpected end of stream. Check indentation, "
            + "colons, brackets and quotes around this line."
        },
    };

    /// <summary>Overrides of the good file, and what is said of them.</summary>
    public static TheoryData<string, string> Overrides { get; } = new()
    {
        {
            "network.hidden=[64,0]",
            "--set: network.hidden.1: is below 1 (0). Give a whole number of at least 1."
        },
        {
            "optimizer.momentum=0.5",
            "--set: optimizer.momentum: is not a key of optimizer. The keys are gradient_descent, friedmann, nesterov, born_infeld, adam, "
            + "natural."
        },
        {
            "seed.x=1",
            "--set: seed.x: cannot be set, because seed is a single value (1). Set seed itself."
        },
        {
            "network.hidden.5=3",
            "--set: network.hidden.5: is not an item of the list (5). Its items are 0 to 1."
        },
        {
            "novalue",
            "--set: is not of the form key=value (novalue). For example --set network.hidden=[64,64]."
        },
        {
            "network..x=3",
            "--set: is not of the form key=value (network..x=3). For example --set network.hidden=[64,64]."
        },
        {
            "name=",
            "--set: name: has no value. Give a name that can name a folder, for example name: my-experiment."
        },
        {
            "epochs=[1",
            "--set: is not YAML: while parsing a flow sequence, did not find expected ',' or ']'. Check indentation, "
            + "colons, brackets and quotes around this line."
        },
        {
            "network={hidden:{a:1}}",
            "--set: is not YAML: while parsing a flow mapping, did not find expected ',' or '}'. Put a space after the colon of each key, "
            + "as in {key: {other: 1}}."
        },
        {
            "epochs=1e3x",
            "--set: epochs: is not a number (1e3x). Give a whole number of at least 0, for example epochs: 1000."
        },
        {
            "data.points.1=[1]",
            "--set: data.points.1: has length 1 where the first of the points has 2 ([1]). Give all points the same length."
        },
    };

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_good_file_is_good() => Should.NotThrow(() => Parse(Good));

    [Theory]
    [MemberData(nameof(Replacements))]
    public void A_wrong_value_is_named_with_line_key_value_and_remedy(string good, string bad, string message)
    {
        Good.ShouldContain(good);
        Should.Throw<ExperimentFileException>(() => Parse(Good.Replace(good, bad))).Message.ShouldBe(message);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_that_is_no_settings_file_is_refused(string text, string message) =>
        Should.Throw<ExperimentFileException>(() => Parse(text)).Message.ShouldBe(message);

    [Theory]
    [MemberData(nameof(Overrides))]
    public void A_wrong_override_is_named(string assignment, string message) =>
        Should.Throw<ExperimentFileException>(() => Parse(Good, assignment)).Message.ShouldBe(message);

    [Fact]
    public void All_problems_are_reported_at_once_in_the_order_of_the_lines()
    {
        string bad = Good.Replace("erf", "relo").Replace("1.5", "0").Replace("[0.5, -0.5]", "[0.5]").Replace("epochs: 100", "epoch: 100");
        IReadOnlyList<FileProblem> problems =
            Should.Throw<ExperimentFileException>(() => Parse(bad, "seed=a", "network.hidden=[]")).Problems;
        problems.Select(problem => (problem.File, problem.Line, problem.Key, problem.Value)).ShouldBe(
        [
            ("--set", 0, "seed", "a"),
            ("bad.yaml", 5, "network.activation", "relo"),
            ("bad.yaml", 6, "network.weight_std", "0"),
            ("bad.yaml", 10, "data.targets", "[0.5]"),
            ("bad.yaml", 15, "epoch", null),
        ]);
    }

    [Fact]
    public void A_file_that_is_not_there_or_not_text_is_refused()
    {
        string nothing = Path.Combine(folder.FullName, "nothing.yaml");
        Refusal(nothing).ShouldBe($"{nothing}: does not exist. Check the path.");
        Refusal(folder.FullName).ShouldBe($"{folder.FullName}: is a folder. Name a YAML file in it.");
        string binary = Path.Combine(folder.FullName, "binary.yaml");
        File.WriteAllBytes(binary, [0x6e, 0x3a, 0x20, 0xff, 0xfe]);
        Refusal(binary).ShouldBe($"{binary}: is not UTF-8 text. Save it as UTF-8.");

        static string Refusal(string path) => Should.Throw<ExperimentFileException>(() => ExperimentFile.Read(path)).Message;
    }

    [Fact]
    public void Deterministic_damage_never_ends_in_anything_but_a_message()
    {
        const string characters = "{}[]:,-&*!|>'\"%@`#?\t\n 0.x\u0000\u2028é";
        uint state = 1;
        for (int round = 0; round < 1500; round++)
        {
            char[] text = Good.ToCharArray();
            for (int i = 0; i < 3; i++)
            {
                text[Next() % (uint)text.Length] = characters[(int)(Next() % (uint)characters.Length)];
            }

            string damaged = new(text, 0, (int)(Next() % (uint)text.Length) + 1);
            try
            {
                Parse(damaged);
            }
            catch (ExperimentFileException exception)
            {
                exception.Problems.ShouldNotBeEmpty();
                exception.Problems.ShouldAllBe(problem => problem.Line <= 20 && !problem.Problem.Contains('\n'));
            }
        }

        uint Next() => (state = (state * 1664525) + 1013904223) >> 8;
    }

    private ExperimentFile Parse(string text, params string[] overrides) =>
        ExperimentFile.Parse(text, "bad.yaml", folder.FullName, overrides, EightGigabytes);
}
