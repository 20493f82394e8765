// A plain lattice code to hold ours against: two fields, V = λ/4 φ₁⁴ + g²/2 φ₁²φ₂², staggered leapfrog in cosmic time on a periodic cube, expansion from the
// fields' own energies, which are added up in the sweep that updates the velocities. Loops as one writes them: interior sites straight through, the edge by
// its neighbours' indices. Reads orders a line, "SITES STEPS", and answers with seconds a step, of the wall or (with the argument "processor") of the
// processor, and the scale factor. With a file's name behind them the lattice starts anew and its fields are written there, as doubles, φ₁ and φ₂; the step is
// then that of canonical variables, u = a^{3/2} and π = a³φ̇, by the same loops, so that fields can be compared with ours to rounding.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <vector>

namespace {

using Real = double;

struct Lattice {
  int n = 0;
  double spacing;
  std::vector<Real> field[2], rate[2];
  double scale = 1, scale_rate = 0;
  double volume = 1, volume_momentum = 0, square = 0, energy = 0;  // u, p_u half a step ahead, ⟨π²⟩ with it, mean energy but the kinetic one
};

enum class Variables { cosmic, canonical };

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

// Fields move for a time h, then velocities, or momenta, for a time of their own.
template <Variables variables>
__attribute__((noinline)) void step(Lattice& l, double h, double kick) {
  const size_t n = l.n, plane = n * n, sites = n * plane;
  double path = h;
  if constexpr (variables == Variables::canonical) {
    double before = l.volume;
    l.volume_momentum += h / 2 * l.square / (before * before * before);
    l.volume -= 3.0 / 8 * h * l.volume_momentum;
    l.volume_momentum += h / 2 * l.square / (l.volume * l.volume * l.volume);
    path = h / 2 * (1 / (before * before) + 1 / (l.volume * l.volume));
  }
  for (int c = 0; c < 2; c++) {
    Real* f = l.field[c].data();
    const Real* v = l.rate[c].data();
    for (size_t i = 0; i < sites; i++) f[i] += path * v[i];
  }
  double keep = 1, push = kick * l.volume * l.volume;
  if constexpr (variables == Variables::cosmic) {
    l.scale += h * l.scale_rate;
    double hubble = l.scale_rate / l.scale;
    keep = (1 - 1.5 * h * hubble) / (1 + 1.5 * h * hubble), push = kick / (1 + 1.5 * h * hubble);
  } else {
    l.scale = std::pow(l.volume, 2.0 / 3);
  }
  double stiffness = 1 / (l.scale * l.scale * l.spacing * l.spacing);
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
  kinetic /= 2.0 * sites;  // of the half step
  gradient *= stiffness / (2 * sites);
  potential /= sites;
  if constexpr (variables == Variables::cosmic) {
    // ä/a = −(2K − V)/3.
    l.scale_rate -= kick * l.scale * (2 * kinetic - potential) / 3;
  } else {
    l.square = 2 * kinetic;
    l.volume_momentum += kick * l.volume * (-2.0 / 3 * gradient - 2 * potential);
    l.energy = gradient + potential;
  }
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

// Half a kick, and p_u = −4√(ρ/3) of all energies.
void begin_canonical(Lattice& l, double h) {
  double kinetic = 0;
  for (auto& rate : l.rate)
    for (Real v : rate) kinetic += v * v / (2 * rate.size());
  step<Variables::canonical>(l, 0, h / 2);
  l.volume_momentum -= 4 * std::sqrt((kinetic + l.energy) / 3);
}

}  // namespace

int main(int count, char** arguments) {
  bool of_processor = count > 1 && !std::strcmp(arguments[1], "processor");
  auto now = [&] {
    return of_processor ? (double)std::clock() / CLOCKS_PER_SEC
                        : std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  };
  char order[4096], path[4096];
  static Lattice l;
  while (std::fgets(order, sizeof order, stdin)) {
    int n, steps, given = std::sscanf(order, "%d %d %4095[^\n]", &n, &steps, path);
    if (given < 2) return 1;
    if (l.n != n || given == 3) l = start(n);
    double h = 0.1 * l.spacing;
    if (given == 3) begin_canonical(l, h);
    double begin = now();
    for (int i = 0; i < steps; i++) given == 3 ? step<Variables::canonical>(l, h, h) : step<Variables::cosmic>(l, h, h);
    double seconds = (now() - begin) / steps;
    if (given == 3) {
      std::FILE* file = std::fopen(path, "wb");
      if (!file) return 1;
      for (auto& f : l.field) std::fwrite(f.data(), sizeof(Real), f.size(), file);
      std::fclose(file);
      l.n = 0;
    }
    std::printf("%.9g %.17g\n", seconds, l.scale);
    std::fflush(stdout);
  }
}
