using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Numerics.Tests.LinearAlgebra;

public class MatrixMemoryTests
{
    [Fact]
    public void What_is_returned_is_lent_again_to_who_asks_for_as_many_elements()
    {
        MatrixMemory<double> memory = new();
        Matrix<double> first = memory.Take(3, 4);
        memory.Return(first);
        Matrix<double> larger = memory.Take(4, 4), again = memory.Take(2, 6);
        larger.Values.ShouldNotBeSameAs(first.Values);
        again.Values.ShouldBeSameAs(first.Values);
        (again.Rows, again.Columns).ShouldBe((2, 6));
        GC.KeepAlive(first);
    }

    [Fact]
    public void What_is_in_use_is_lent_to_nobody_else()
    {
        MatrixMemory<float> memory = new();
        Matrix<float> first = memory.Take(5, 5), second = memory.Take(5, 5);
        second.Values.ShouldNotBeSameAs(first.Values);
        memory.ReturnAll();
        Matrix<float>[] both = [memory.Take(5, 5), memory.Take(5, 5)];
        both.Select(matrix => matrix.Values).ShouldBe([second.Values, first.Values], ignoreOrder: true);
    }

    [Fact]
    public void Only_what_was_taken_and_not_yet_returned_is_taken_back()
    {
        MatrixMemory<double> memory = new();
        Matrix<double> taken = memory.Take(2, 2);
        Should.Throw<ArgumentException>(() => memory.Return(new Matrix<double>(2, 2))).Message.ShouldContain("not taken");
        memory.Return(taken);
        Should.Throw<ArgumentException>(() => memory.Return(taken));
    }

    [Fact]
    public void What_is_not_in_use_goes_when_the_collector_wants_it()
    {
        MatrixMemory<double> memory = new();
        WeakReference array = TakenAndReturned(memory);
        GC.Collect();
        array.IsAlive.ShouldBeFalse();
        memory.Take(100, 100).Values.Length.ShouldBe(10_000);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference TakenAndReturned(MatrixMemory<double> memory)
    {
        Matrix<double> matrix = memory.Take(100, 100);
        memory.Return(matrix);
        return new WeakReference(matrix.Values);
    }
}
