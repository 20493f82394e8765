namespace Inflaton.Web;

public sealed class LiveGateTests : IDisposable
{
    private readonly LiveGate gate = new();
    private readonly CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));

    public void Dispose()
    {
        gate.Dispose();
        patience.Dispose();
    }

    /// <summary>Two orders that arrive before the first record is there are two orders.</summary>
    [Fact]
    public void Steps_add_up()
    {
        gate.Pause();
        gate.Step(1);
        gate.Step(2);
        Passes(3);
        IsShut();
    }

    [Fact]
    public void A_pause_forgets_the_steps_that_are_left()
    {
        gate.Step(5);
        Passes(2);
        gate.Pause();
        IsShut();
        gate.Step(1);
        Passes(1);
        IsShut();
    }

    [Fact]
    public void A_step_ends_a_free_run()
    {
        gate.GoOn();
        Passes(20);
        gate.Step(2);
        Passes(2);
        IsShut();
    }

    private void Passes(int records)
    {
        for (int record = 0; record < records; record++)
        {
            gate.Pass(patience.Token);
        }
    }

    /// <summary>Who passes waits until nobody looks any more.</summary>
    private void IsShut()
    {
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(50));
        Should.Throw<OperationCanceledException>(() => gate.Pass(stop.Token));
    }
}
