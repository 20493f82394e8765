"""The networks that both sides train: erf, NTK parameterisation, σ_w = 1.5, float64, heavy ball with γ = 0.9."""


def case(points, hidden, inputs=1, interval=None, learning_rate=1 / 9, momentum=0.9, scale=0.004, minimum=5.0, bias_std=0.05):
    return {
        "points": points,
        "inputs": inputs,
        "hidden": hidden,
        "weight_std": 1.5,
        "bias_std": bias_std,
        "interval": interval,
        "learning_rate": learning_rate,
        "momentum": momentum,
        "scale": scale,
        "minimum": minimum,
    }


def single(*hidden):
    """One input: the homogeneous field."""
    return case(1, list(hidden), interval=1.0)


def interval(*hidden):
    """Twenty inputs on ±0.1: perturbations within a tenth of a Hubble length."""
    return case(20, list(hidden), interval=0.1, scale=0.003, bias_std=1.0)


def practice(*hidden):
    """Steps of 32 of 320 rows with 64 columns, as images of digits have."""
    return {**case(320, list(hidden), inputs=64, learning_rate=0.02, scale=1.0, minimum=0.0), "rows": 32}


def batch(*hidden):
    """A hundred normal inputs of dimension ten."""
    return case(100, list(hidden), inputs=10, learning_rate=0.02, scale=1.0, minimum=0.0)
