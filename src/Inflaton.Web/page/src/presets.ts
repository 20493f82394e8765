import type { Doc } from "./json";

export interface Preset { name: string; sentence: string; doc: Doc }

const predictions = ["mean_field", "mean_kernel", "perturbations", "frozen_kernel", "discrete"];

const roll = (name: string, changes: Doc): Doc => ({
  name,
  seed: 1,
  network: { hidden: [1000], activation: "erf", weight_std: 1.5, bias_std: 0.05 },
  data: { point: [1.0] },
  loss: { power: { degree: 2, scale: 0.004, minimum: 5 } },
  optimizer: { gradient_descent: { learning_rate: 0.1, momentum: 0 } },
  epochs: 1000,
  record_every: 5,
  matching: "leading",
  predictions,
  ...changes,
});

const interval = (name: string, changes: Doc): Doc => ({
  name,
  seed: 1,
  network: { hidden: [500, 500], activation: "erf", weight_std: 1.5, bias_std: 1.0 },
  data: { interval: { hubble_lengths: 0.1, points: 50 } },
  loss: { power: { degree: 2, scale: 0.003, minimum: 5 } },
  optimizer: { gradient_descent: { learning_rate: 0.1111111111111111, momentum: 0 } },
  epochs: 1000,
  record_every: 10,
  matching: "leading",
  predictions,
  ...changes,
});

const table = (name: string, changes: Doc): Doc => ({
  name,
  seed: 1,
  network: { hidden: [512, 512], activation: "erf", weight_std: 1.5, bias_std: 0.1 },
  data: { file: { path: "diabetes.csv", target: "progression", standardize: true, test_fraction: 0.2 } },
  loss: { squared: { scale: 1.0 } },
  optimizer: { gradient_descent: { learning_rate: 0.09, momentum: 0.9 } },
  epochs: 400,
  record_every: 5,
  matching: "leapfrog",
  predictions: ["mean_field", "perturbations", "frozen_kernel", "discrete"],
  ...changes,
});

const universe = (name: string, changes: Doc): Doc => ({
  name,
  potential: { starobinsky: { height: 9.5747e-11 } },
  initial: { phi: 5.7 },
  time: { to: "end_of_inflation" },
  perturbations: { pivot_efolds: 60, k_range: [0.01, 1000], modes: 40 },
  ...changes,
});

const lattice = (name: string, changes: Doc): Doc => ({
  name,
  potential: { double_well: { coupling: 1, vacuum: 1 } },
  lattice: { dimensions: 2, sites: 192, length: 60 },
  universe: { power_law: { p: 0.5, start: 10 } },
  initial: { phi: 0, fluctuations: { vacuum: { cutoff: 1, seed: 1 } } },
  time: { step: "auto", to: 50, points: 501 },
  record: { spectra_every: 20, slices_every: 0 },
  ...changes,
});

export const presets: { [room: string]: Preset[] } = {
  roll: [
    {
      name: "Slow roll",
      sentence: "Friction holds the field back: the network creeps to the minimum, and the vacuum dominates all along.",
      doc: roll("slow-roll", {}),
    },
    {
      name: "Oscillation",
      sentence: "Momentum takes the friction away. The network swings through the minimum as a field does after inflation.",
      doc: roll("oscillation", {
        network: { hidden: [2000], activation: "erf", weight_std: 1.5, bias_std: 0.05 },
        optimizer: { gradient_descent: { learning_rate: 0.1, momentum: 0.985 } },
        loss: { power: { degree: 2, scale: 0.02, minimum: 2 } },
        epochs: 500, record_every: 3, matching: "leapfrog",
      }),
    },
    {
      name: "Double well",
      sentence: "Two minima, and the network is left near the hill between them: one seed rolls left, another one right.",
      doc: roll("double-well", {
        loss: { expression: { formula: "kappa/4*(f^2 - v^2)^2", parameters: { kappa: 0.004, v: 3 } } },
        optimizer: { gradient_descent: { learning_rate: 0.1, momentum: 0.9 } },
        epochs: 300, record_every: 2, matching: "leapfrog",
      }),
    },
    {
      name: "Narrow network",
      sentence: "With 100 units the kernel moves while the network trains: the points leave the frozen kernel, and the next order in 1/width goes with them.",
      doc: roll("narrow", {
        network: { hidden: [100], activation: "erf", weight_std: 1.5, bias_std: 0.05 },
        predictions: [...predictions, "next_order"],
      }),
    },
    {
      name: "Edge of stability",
      sentence: "The learning rate is just below the limit of the discrete recursion, where no continuous equation follows it any more.",
      doc: roll("edge", {
        loss: { power: { degree: 2, scale: 1, minimum: 5 } },
        optimizer: { gradient_descent: { learning_rate: 0.38, momentum: 0 } },
        epochs: 60, record_every: 1, matching: "leapfrog",
      }),
    },
  ],
  perturbations: [
    {
      name: "Frozen modes",
      sentence: "Fifty inputs within a tenth of a Hubble length. The mean rolls, and all modes but two stay as they were.",
      doc: interval("interval", {}),
    },
    {
      name: "A target to learn",
      sentence: "One period of a sine. The leading modes are learnt by turns, the larger eigenvalue first.",
      doc: interval("sine", {
        network: { hidden: [500, 500], activation: "tanh", weight_std: 1.5, bias_std: 0.5 },
        data: {
          points: {
            inputs: Array.from({ length: 25 }, (_, i) => [Number((-2 + i / 6).toFixed(4))]),
            targets: Array.from({ length: 25 }, (_, i) => Number(Math.sin((Math.PI * (-2 + i / 6)) / 2).toFixed(4))),
          },
        },
        loss: { squared: { scale: 1 } },
        optimizer: { gradient_descent: { learning_rate: 0.2, momentum: 0.9 } },
        epochs: 600, record_every: 5, matching: "leapfrog",
      }),
    },
    {
      name: "A narrow network",
      sentence: "Sixty units: the budget shows what the frozen kernel leaves out, and how much of it the next order in 1/width gives back.",
      doc: interval("narrow-interval", {
        network: { hidden: [60, 60], activation: "erf", weight_std: 1.5, bias_std: 1.0 },
        predictions: [...predictions, "next_order"],
      }),
    },
  ],
  data: [
    {
      name: "Diabetes",
      sentence: "442 patients, ten measurements each. The loss is predicted before training; the test loss, too.",
      doc: table("diabetes", {}),
    },
    {
      name: "Digits",
      sentence: "Handwritten digits as ten classes: loss and accuracy of a classifier from its kernel at the start.",
      doc: table("digits", {
        network: { hidden: [256, 256], activation: "erf", weight_std: 1.5, bias_std: 0.1 },
        data: { file: { path: "digits.csv", target: "digit", encoding: "one_hot", rows: 400, input_scale: 16, test_fraction: 0.5 } },
        loss: { cross_entropy: { scale: 1.0 } },
        optimizer: { gradient_descent: { learning_rate: 1, momentum: 0.9 } },
        epochs: 100, record_every: 2, output_kernel: "shared",
      }),
    },
  ],
  universes: [
    {
      name: "Starobinsky",
      sentence: "A plateau: the field creeps, hardly any gravitational waves, and the point lies within the contours.",
      doc: universe("starobinsky", {}),
    },
    {
      name: "m²φ²",
      sentence: "The parabola of chaotic inflation, whose gravitational waves have not been seen: outside the contours.",
      doc: universe("chaotic", {
        potential: { monomial: { degree: 2, mass: 5.884e-6 } }, initial: { phi: 17 },
      }),
    },
    {
      name: "Natural",
      sentence: "A cosine. Slide its decay constant: the point moves along the contours and out of them.",
      doc: universe("natural", {
        potential: { natural: { height: 5e-10, decay_constant: 7 } }, initial: { phi: 1.2 },
      }),
    },
    {
      name: "Monodromy",
      sentence: "A ripple on a slope: the spectrum oscillates.",
      doc: universe("monodromy", {
        potential: { monodromy: { scale: 2.6e-10, power: 1, core: 0.1, ripple: 1e-12, decay_constant: 0.3 } }, initial: { phi: 12.5 },
      }),
    },
    {
      name: "A formula",
      sentence: "Any V(φ): write your own, and see whether it inflates.",
      doc: universe("formula", {
        potential: { expression: "V0*(1 - exp(-phi/mu))^2", parameters: { V0: 1e-10, mu: 1.5 } }, initial: { phi: 8 },
      }),
    },
  ],
  lattice: [
    {
      name: "Walls",
      sentence: "Two vacua: domains grow, the walls between them straighten and vanish.",
      doc: lattice("walls", {}),
    },
    {
      name: "Waves",
      sentence: "A free field on a torus: vacuum fluctuations in an expanding plane.",
      doc: lattice("waves", { potential: { monomial: { degree: 2, mass: 0.5 } } }),
    },
  ],
  runs: [],
};

export const defaults: { [room: string]: Doc } = {
  roll: presets.roll![0]!.doc,
  perturbations: presets.perturbations![0]!.doc,
  data: presets.data![0]!.doc,
  universes: presets.universes![0]!.doc,
  lattice: presets.lattice![0]!.doc,
  runs: {},
};
