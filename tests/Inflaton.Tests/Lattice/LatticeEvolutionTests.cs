using Inflaton.Dynamics;
using Inflaton.Numerics.Threading;

namespace Inflaton.Lattice;

public sealed class LatticeEvolutionTests
{
    public static TheoryData<string, string> MethodsAndReferences =>
        [.. LatticeMethod.All.SelectMany(m => LatticeReference.Names.Select(r => (m.Name, r)))];

    public static TheoryData<string> References => [.. LatticeReference.Names];

    [Theory]
    [MemberData(nameof(MethodsAndReferences))]
    public void Every_method_converges_to_every_reference_at_its_order(string method, string reference)
    {
        LatticeMethod stepping = LatticeMethod.Find(method)!;
        double coarse = Error(reference, stepping, 0.25), fine = Error(reference, stepping, 0.125);

        Math.Log2(coarse / fine).ShouldBe(stepping.Order, 0.2);
        fine.ShouldBeLessThan(0.01);
    }

    [Theory]
    [MemberData(nameof(References))]
    public void The_sixth_order_reaches_eight_digits_and_its_constraint_ten(string reference)
    {
        LatticeReference right = LatticeReference.Load(reference);
        LatticeEvolution evolution = right.Evolution(LatticeMethod.Yoshida6, 0.0625);
        foreach (int i in right.Follow(evolution))
        {
            right.Error(evolution, i).ShouldBeLessThan(1e-8);
            (evolution.Constraint is null).ShouldBe(!evolution.IsSelfConsistent);
            Math.Abs(evolution.Constraint ?? 0).ShouldBeLessThan(1e-10);
        }
    }

    [Theory]
    [InlineData("sine-gordon-1d")]
    [InlineData("strings-2d")]
    public void A_friction_that_is_ten_percent_off_is_seen(string reference)
    {
        LatticeReference right = LatticeReference.Load(reference);
        Expansion wrong = right.Expansion is PowerLawExpansion power
            ? new PowerLawExpansion(1.1 * power.Power, power.Start)
            : new DeSitterExpansion(1.1 * right.Expansion.Hubble(0, 0, 0));
        LatticeEvolution evolution = right.Evolution(LatticeMethod.Yoshida6, 0.125, expansion: wrong);

        right.Follow(evolution).Max(i => right.Error(evolution, i)).ShouldBeGreaterThan(0.01);
    }

    [Fact]
    public void A_fluid_beside_the_fields_enters_the_constraint_and_the_expansion_alike()
    {
        LatticeReference right = LatticeReference.Load("lphi4-3d");
        double Residual(double step)
        {
            LatticeEvolution evolution = right.Evolution(
                LatticeMethod.Yoshida4, step,
                expansion: new FriedmannExpansion(Fluid.Of("radiation", 0.01), Fluid.Of("vacuum", 1e-5), Fluid.Of("matter", 0.002)));
            evolution.Advance((long)(20 / step));
            return Math.Abs(evolution.Constraint!.Value);
        }

        double coarse = Residual(0.25), fine = Residual(0.125);
        Math.Log2(coarse / fine).ShouldBe(4, 0.2);
        fine.ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void A_universe_of_radiation_alone_grows_as_the_root_of_time()
    {
        LatticeFields fields = new(new LatticeGrid(1, 4), 1);
        LatticeEvolution evolution = new(
            fields, LatticePotential.Of("0*phi", 1), new FriedmannExpansion(Fluid.Of("radiation", 0.75)), LatticeMethod.Yoshida6, 0.05);
        evolution.Advance(200);

        // H = ½ at a = 1, hence a = √(1 + t).
        evolution.ScaleFactor.ShouldBe(Math.Sqrt(11), 1e-8);
        evolution.Hubble.ShouldBe(0.5 / 11, 1e-9);
    }

    [Theory]
    [MemberData(nameof(References))]
    public void The_bits_do_not_depend_on_the_number_of_threads(string reference)
    {
        LatticeReference right = LatticeReference.Load(reference);
        foreach (LatticePrecision precision in Enum.GetValues<LatticePrecision>())
        {
            double[] one = Bits(1), two = Bits(2), three = Bits(3);
            two.ShouldBe(one);
            three.ShouldBe(one);

            double[] Bits(int threads)
            {
                using WorkerTeam team = new(threads);
                LatticeEvolution evolution = right.Evolution(LatticeMethod.Yoshida4, 0.1, team, precision);
                evolution.Advance(20);
                return All(evolution);
            }
        }
    }

    [Theory]
    [InlineData(1, 16384)]
    [InlineData(2, 128)]
    [InlineData(3, 24)]
    public void Nor_on_large_lattices(int dimensions, int sites)
    {
        double[] one = Bits(1), two = Bits(2), three = Bits(3);
        two.ShouldBe(one);
        three.ShouldBe(one);

        double[] Bits(int threads)
        {
            using WorkerTeam team = new(threads);
            LatticeEvolution evolution = new(
                Noise(new LatticeGrid(0.5, [.. Enumerable.Repeat(sites, dimensions)]), 2, 1),
                LatticePotential.Of("phi1^4/4 + phi1^2*phi2^2", 2),
                new FriedmannExpansion(), LatticeMethod.Leapfrog, 0.05, team);
            evolution.Advance(5);
            return All(evolution);
        }
    }

    /// <summary>
    /// Planes of 128 rows that repeat 32 of their own are gone through in strips, and the 32 rows alone at once: where a row at the edge of
    /// a strip were forgotten, or kicked twice, the copies would differ.
    /// </summary>
    [Theory]
    [InlineData("phi1^4/4 + phi1^2*phi2^2", 2, 1)]
    [InlineData("phi1^4/4 + phi1^2*phi2^2", 2, 2)]
    [InlineData("phi1^4/4 + phi1^2*phi2^2 + phi3^2*phi1", 3, 1)]
    [InlineData("phi1^4/4 + phi1^2*phi2^2 + phi3^2*phi1", 3, 3)]
    public void Rows_that_repeat_themselves_move_alike(string potential, int components, int threads)
    {
        const int Planes = 13, Rows = 32, Copies = 4, Length = 128;
        LatticeFields few = Noise(new LatticeGrid(0.5, Planes, Rows, Length), components, 1);
        LatticeFields many = new(new LatticeGrid(0.5, Planes, Copies * Rows, Length), components);
        Each((c, one, place) => many.SetField(c, Values(few.CopyField, c, one), place));
        Each((c, one, place) => many.SetMomentum(c, Values(few.CopyMomentum, c, one), place));
        using WorkerTeam team = new(threads);
        LatticeEvolution alone = Evolution(few), repeated = Evolution(many);

        alone.Advance(7);
        repeated.Advance(7);

        Each((c, one, place) => Values(repeated.Fields.CopyField, c, place).ShouldBe(Values(alone.Fields.CopyField, c, one)));
        Each((c, one, place) => Values(repeated.Fields.CopyMomentum, c, place).ShouldBe(Values(alone.Fields.CopyMomentum, c, one)));
        repeated.Energy.Total.ShouldBe(alone.Energy.Total, 1e-13 * alone.Energy.Total);

        LatticeEvolution Evolution(LatticeFields fields) => new(
            fields, LatticePotential.Of(potential, components), new DeSitterExpansion(0.2), LatticeMethod.Yoshida4, 0.05, team);

        double[] Values(Action<int, Span<double>, int> copy, int component, int firstSite)
        {
            double[] values = new double[Rows * Length];
            copy(component, values, firstSite);
            return values;
        }

        void Each(Action<int, int, int> see)
        {
            foreach (int c in Enumerable.Range(0, components))
            {
                foreach (int plane in Enumerable.Range(0, Planes))
                {
                    foreach (int copy in Enumerable.Range(0, Copies))
                    {
                        see(c, plane * Rows * Length, ((plane * Copies) + copy) * Rows * Length);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(References))]
    public void An_evolution_that_goes_on_from_its_state_has_the_same_bits(string reference)
    {
        LatticeReference right = LatticeReference.Load(reference);
        foreach (LatticePrecision precision in Enum.GetValues<LatticePrecision>())
        {
            LatticeEvolution whole = right.Evolution(LatticeMethod.Yoshida6, 0.1, precision: precision),
            first = right.Evolution(LatticeMethod.Yoshida6, 0.1, precision: precision);
            whole.Advance(30);
            whole.ChangeStep(0.07);
            whole.Advance(11);
            first.Advance(30);
            first.ChangeStep(0.07);
            first.Advance(4);
            LatticeState state = first.State;
            LatticeFields copy = new(right.Grid, right.Components, precision);
            double[] values = new double[right.Grid.Sites];
            for (int c = 0; c < right.Components; c++)
            {
                first.Fields.CopyField(c, values);
                copy.SetField(c, values);
                first.Fields.CopyMomentum(c, values);
                copy.SetMomentum(c, values);
            }

            first.Advance(100);
            LatticeEvolution second = new(copy, right.Potential, right.Expansion, LatticeMethod.Yoshida6, state);
            second.Energy.ShouldBe(state.Energy);
            second.Advance(7);

            All(second).ShouldBe(All(whole));
            second.Steps.ShouldBe(41);
            second.Time.ShouldBe(whole.Time);
        }
    }

    [Fact]
    public void A_change_of_step_keeps_field_and_velocity()
    {
        LatticeReference right = LatticeReference.Load("lphi4-3d");
        LatticeEvolution evolution = right.Evolution(LatticeMethod.Yoshida6, 0.125);
        evolution.Advance(16);
        double[] before = new double[right.Grid.Sites], after = new double[right.Grid.Sites];
        evolution.Velocity(0, before);
        LatticeEnergy energy = evolution.Energy;
        evolution.ChangeStep(0.0625);
        evolution.Velocity(0, after);

        evolution.Time.ShouldBe(2);
        for (int i = 0; i < before.Length; i++)
        {
            after[i].ShouldBe(before[i], 1e-14);
        }

        evolution.Energy.Total.ShouldBe(energy.Total, 1e-14 * energy.Total);
        evolution.Advance((long)((5 - evolution.Time) / 0.0625));
        right.Error(evolution, 0).ShouldBeLessThan(1e-9);
    }

    [Fact]
    public void A_field_beyond_numbers_and_a_universe_that_would_contract_end_with_a_status()
    {
        LatticeFields fields = new(new LatticeGrid(1, 8), 1);
        fields.SetField(0, [1, 1, 1, 1, 1, 1, 1, 1]);
        LatticeEvolution runaway = new(fields, LatticePotential.Of("-phi^6", 1), new DeSitterExpansion(0), LatticeMethod.Leapfrog, 0.1);
        runaway.Advance(10_000).ShouldBe(LatticeStatus.NotFinite);
        runaway.Steps.ShouldBeLessThan(10_000);

        LatticeFields falling = new(new LatticeGrid(1, 8), 1);
        falling.SetField(0, [1, 1, 1, 1, 1, 1, 1, 1]);
        LatticeEvolution collapse = new(
            falling, LatticePotential.Of("0.5*phi^2 - 0.2", 1), new FriedmannExpansion(), LatticeMethod.Leapfrog, 0.01);
        collapse.Advance(100_000).ShouldBe(LatticeStatus.Recollapsed);
        collapse.ScaleFactor.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void What_cannot_be_is_refused_with_the_reason()
    {
        LatticeGrid grid = new(1, 8);
        Should.Throw<ArgumentException>(() => new LatticeEvolution(
            new LatticeFields(grid, 1), LatticePotential.Of("phi^2 - 1", 1), new FriedmannExpansion(), LatticeMethod.Leapfrog, 0.1))
            .Message.ShouldStartWith("The energy density at the beginning is -1 ");
        Should.Throw<ArgumentException>(() => new LatticeEvolution(
            new LatticeFields(grid, 2), LatticePotential.Of("phi^2", 1), new FriedmannExpansion(), LatticeMethod.Leapfrog, 0.1))
            .Message.ShouldStartWith("The potential is one of 1 fields, on a lattice of 2.");
        Should.Throw<ArgumentException>(() => new LatticeEvolution(
            new LatticeFields(grid, 1), LatticePotential.Of("phi^2", 1), new PowerLawExpansion(0.5, 0.01), LatticeMethod.Yoshida4, 0.1))
            .Message.ShouldStartWith("yoshida4 with a step of 0.1 looks");
        Should.Throw<ArgumentOutOfRangeException>(() => new LatticeEvolution(
            new LatticeFields(grid, 1), LatticePotential.Of("phi^2", 1), new DeSitterExpansion(0), LatticeMethod.Leapfrog, 0));
    }

    private static double Error(string reference, LatticeMethod method, double step)
    {
        LatticeReference right = LatticeReference.Load(reference);
        LatticeEvolution evolution = right.Evolution(method, step);
        return right.Follow(evolution).Max(i => right.Error(evolution, i));
    }

    private static LatticeFields Noise(LatticeGrid grid, int components, ulong seed, LatticePrecision precision = LatticePrecision.Double)
    {
        LatticeFields fields = new(grid, components, precision);
        double[] values = new double[grid.Sites];
        Numerics.Random.CounterStream stream = new(seed, 0);
        for (int c = 0; c < components; c++)
        {
            stream.FillNormal(values);
            fields.SetField(c, values);
            stream.FillNormal(values);
            fields.SetMomentum(c, values);
        }

        return fields;
    }

    private static double[] All(LatticeEvolution evolution)
    {
        List<double> all =
            [evolution.ScaleFactor, evolution.Hubble, evolution.Energy.Kinetic, evolution.Energy.Gradient, evolution.Energy.Potential];
        double[] values = new double[evolution.Fields.Grid.Sites];
        for (int c = 0; c < evolution.Fields.Components; c++)
        {
            evolution.Fields.CopyField(c, values);
            all.AddRange(values);
            evolution.Fields.CopyMomentum(c, values);
            all.AddRange(values);
            evolution.Velocity(c, values);
            all.AddRange(values);
        }

        return [.. all];
    }
}
