// A plain lattice code to hold ours against: two fields, V = λ/4 φ₁⁴ + g²/2 φ₁²φ₂², staggered leapfrog in cosmic time on a periodic cube, expansion from the
// fields' own energies, which are added up in the sweep that updates the velocities. Loops as one writes them: interior sites straight through, the edge by
// its neighbours' indices. Reads orders "SITES STEPS" a line, answers with seconds a step and the final means.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

using Real = double;

struct Lattice {
  int n;
  double spacing;
  std::vector<Real> field[2], rate[2];
  double scale = 1, scale_rate = 0;
};

const double lambda = 0.04, coupling = 0.08;

inline void update(Lattice& l, size_t at, size_t left, size_t right, size_t below, size_t above, size_t behind, size_t ahead, double stiffness, double keep,
                   double push, double& kinetic, double& gradient, double& potential) {
  Real f = l.field[0][at], g = l.field[1][at];
  Real ff = f * f, gg = g * g;
  Real slope[2] = {f * (lambda * ff + coupling * gg), coupling * ff * g};
  for (int c = 0; c < 2; c++) {
    const Real* p = l.field[c].data();
    Real here = p[at];
    Real second = p[left] + p[right] + p[below] + p[above] + p[behind] + p[ahead] - 6 * here;
    Real x = p[right] - here, y = p[above] - here, z = p[ahead] - here;
    gradient += x * x + y * y + z * z;
    Real v = keep * l.rate[c][at] + push * (stiffness * second - slope[c]);
    l.rate[c][at] = v;
    kinetic += v * v;
  }
  potential += lambda / 4 * ff * ff + coupling / 2 * ff * gg;
}

void step(Lattice& l, double h) {
  const size_t n = l.n, plane = n * n, sites = n * plane;
  for (int c = 0; c < 2; c++) {
    Real* f = l.field[c].data();
    const Real* v = l.rate[c].data();
    for (size_t i = 0; i < sites; i++) f[i] += h * v[i];
  }
  l.scale += h * l.scale_rate;
  double hubble = l.scale_rate / l.scale, stiffness = 1 / (l.scale * l.scale * l.spacing * l.spacing);
  double keep = (1 - 1.5 * h * hubble) / (1 + 1.5 * h * hubble), push = h / (1 + 1.5 * h * hubble);
  double kinetic = 0, gradient = 0, potential = 0;
  for (size_t z = 0; z < n; z++) {
    size_t behind = (z == 0 ? n - 1 : z - 1) * plane, ahead = (z == n - 1 ? 0 : z + 1) * plane;
    for (size_t y = 0; y < n; y++) {
      size_t row = z * plane + y * n;
      size_t below = z * plane + (y == 0 ? n - 1 : y - 1) * n, above = z * plane + (y == n - 1 ? 0 : y + 1) * n;
      size_t back = behind + y * n, front = ahead + y * n;
      update(l, row, row + n - 1, row + 1, below, above, back, front, stiffness, keep, push, kinetic, gradient, potential);
#pragma GCC ivdep
      for (size_t x = 1; x < n - 1; x++)
        update(l, row + x, row + x - 1, row + x + 1, below + x, above + x, back + x, front + x, stiffness, keep, push, kinetic, gradient, potential);
      size_t x = n - 1;
      update(l, row + x, row + x - 1, row, below + x, above + x, back + x, front + x, stiffness, keep, push, kinetic, gradient, potential);
    }
  }
  kinetic /= 2.0 * sites;
  gradient *= stiffness / (2 * sites);
  potential /= sites;
  // ä/a = −(2K − V)/3, with K of the half step.
  l.scale_rate -= h * l.scale * (2 * kinetic - potential) / 3;
}

Lattice start(int n) {
  Lattice l;
  l.n = n;
  l.spacing = 40.0 / n;
  unsigned long long seed = 1;
  auto noise = [&] {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(seed >> 11) / 9007199254740992.0 - 0.5;
  };
  for (int c = 0; c < 2; c++) {
    l.field[c].resize((size_t)n * n * n);
    l.rate[c].resize((size_t)n * n * n);
    for (Real& f : l.field[c]) f = (c == 0 ? 0.9 : 0) + 1e-3 * noise();
    for (Real& v : l.rate[c]) v = (c == 0 ? -0.05 : 0) + 1e-3 * noise();
  }
  l.scale_rate = std::sqrt((0.5 * 0.0025 + lambda / 4 * 0.6561) / 3);
  return l;
}

}  // namespace

int main() {
  int n, steps;
  while (std::scanf("%d %d", &n, &steps) == 2) {
    static Lattice l;
    if (l.n != n) l = start(n);
    double h = 0.1 * l.spacing;
    auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < steps; i++) step(l, h);
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() / steps;
    std::printf("%.9g %.9g\n", seconds, l.scale);
    std::fflush(stdout);
  }
}
