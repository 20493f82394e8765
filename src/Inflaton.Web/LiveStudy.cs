using System.Buffers;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using Inflaton.Data;
using Inflaton.Experiments.Lattices;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;

namespace Inflaton.Web;

/// <summary>
/// A training or a lattice at work for one page, over one socket: the page sends the study and then what to do (go, pause, step, slow), and
/// is sent each record as it is made, several in a message, and in the end all results. A page that goes takes its study with it.
/// </summary>
internal sealed class LiveStudy : IDisposable
{
    private const int LongestOrder = 1024;
    private const int PendingBytes = 1 << 20;
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromMilliseconds(30);

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    private readonly WebSocket socket;
    private readonly WebOptions options;
    private readonly StudyDesk desk;
    private readonly string folder;
    private readonly LiveGate gate = new();
    private readonly CancellationTokenSource stop;
    private readonly PendingRecords records = new(PendingBytes);

    public LiveStudy(WebSocket socket, WebOptions options, StudyDesk desk, string folder, CancellationToken gone)
    {
        (this.socket, this.options, this.desk, this.folder) = (socket, options, desk, folder);
        stop = CancellationTokenSource.CreateLinkedTokenSource(gone);
        stop.CancelAfter(options.Limits.Live);
    }

    /// <summary>Serves one socket until its study has ended or its page is gone.</summary>
    /// <param name="read">Reads the text of the study.</param>
    public async Task Serve(Func<Question, AdmittedStudy> read)
    {
        Task<byte[]?> asked = Receive(options.Limits.StudyBytes);
        if (await Task.WhenAny(asked, Task.Delay(options.Limits.Silence, stop.Token)) != asked || await asked is not { } first)
        {
            // Who opens a socket and says nothing keeps no place.
            await stop.CancelAsync();
            return;
        }

        byte[] ending;
        Task? orders = null, sending = null;
        try
        {
            Question question = Question.Of(first);
            AdmittedStudy study = await Task.Run(() => read(question));
            if (question.Holds)
            {
                gate.Pause();
            }

            orders = Obey();
            sending = Send();
            ending = await Task.Factory.StartNew(
                () => desk.WithMemory(study, () => Work(study.Study, question)),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (Exception exception)
        {
            ending = Failure.Of(exception, folder, options.Trouble).Body;
        }

        records.Complete();
        if (sending is not null)
        {
            await sending;
        }

        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            try
            {
                await socket.SendAsync(ending, WebSocketMessageType.Text, true, stop.Token);
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stop.Token);
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
            {
                // The page went while it was told.
            }
        }

        if (orders is not null)
        {
            // The page closes its side once it has read the end; what is cut off before would be lost to it.
            await Task.WhenAny(orders, Task.Delay(Farewell));
            await stop.CancelAsync();
            await orders;
        }
    }

    public void Dispose()
    {
        stop.Dispose();
        gate.Dispose();
    }

    private byte[] Work(IStudy study, Question question)
    {
        StudyObserver observer = study switch
        {
            ExperimentStudy experiment => Training(experiment),
            LatticeStudy lattice => Lattice(lattice),
            _ => throw new RefusedException(422, $"{study.Kind.Name}: is not followed live."),
        };
        StudyResult result = study.Run(new StudyOptions
        {
            Threads = options.Threads,
            // A lattice would keep its state there.
            OutputDirectory = study is ExperimentStudy ? folder : null,
            Observer = observer,
            Cancellation = stop.Token,
        });
        return Answer.Of(result, question.Arrays, options.Limits.Numbers, tables: folder);
    }

    /// <summary>
    /// What a page sees of a training: loss, part told rightly of classes, mean of each output, and the field itself where it is small.
    /// </summary>
    private StudyObserver Training(ExperimentStudy study)
    {
        const int largestField = 512;
        ExperimentSetup setup = ExperimentSetup.Of(study.File);
        int outputs = setup.Architecture.Outputs, points = setup.Inputs.Rows;
        int[] epochs = Inflaton.Training.Trainer.RecordedEpochs(setup.Steps, setup.RecordEvery);
        double[] mean = new double[outputs];
        int record = 0;
        ArrayBufferWriter<byte> buffer = new();
        Utf8JsonWriter json = new(buffer);
        return (phase, _, state) =>
        {
            if (phase != StudyPhase.Training)
            {
                return;
            }

            ReadOnlySpan<double> field = state.Field;
            Array.Clear(mean);
            for (int i = 0; i < field.Length; i++)
            {
                mean[i % outputs] += field[i] / points;
            }

            double loss = study.File.Settings.Loss.HangsOnKernel ? double.NaN : setup.Loss.Energy(field, setup.Targets) / points;
            buffer.ResetWrittenCount();
            json.Reset();
            json.WriteStartObject();
            json.WriteNumber("epoch", epochs[record++]);
            json.WriteNumber("time", state.Time);
            json.WriteNumber("efolds", state.Efolds);
            json.WritePropertyName("loss");
            Answer.WriteNumber(json, loss);
            json.WritePropertyName("accuracy");
            Answer.WriteNumber(json, setup.Labels is { } labels ? Classification.Accuracy(field, labels, outputs) : double.NaN);
            json.WritePropertyName("mean");
            Answer.WriteNumbers(json, mean);
            if (field.Length <= largestField)
            {
                json.WritePropertyName("field");
                Answer.WriteNumbers(json, field);
            }

            json.WriteEndObject();
            json.Flush();

            Told(buffer.WrittenSpan);
        };
    }

    private StudyObserver Lattice(LatticeStudy study)
    {
        LatticeView view = new(study.File.Settings);
        return (_, part, state) =>
        {
            if (part == "phi")
            {
                Told(view.Of(state));
            }
        };
    }

    private void Told(ReadOnlySpan<byte> record)
    {
        records.Add(record, stop.Token);
        gate.Pass(stop.Token);
    }

    /// <summary>Sends what there is, again and again.</summary>
    private async Task Send()
    {
        try
        {
            bool ended;
            do
            {
                long start = Stopwatch.GetTimestamp();
                ended = records.Completed.IsCompleted;
                if (records.Take() is { } message)
                {
                    await socket.SendAsync(message, WebSocketMessageType.Text, true, stop.Token);
                }

                TimeSpan rest = BetweenMessages - Stopwatch.GetElapsedTime(start);
                await Task.WhenAny(records.Completed, Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, stop.Token));
                stop.Token.ThrowIfCancellationRequested();
            }
            while (!ended);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            await stop.CancelAsync();
        }
    }

    /// <summary>Does what the page says, until it goes.</summary>
    private async Task Obey()
    {
        try
        {
            while (await Receive(LongestOrder) is { } message)
            {
                using JsonDocument order = JsonDocument.Parse(message);
                foreach (JsonProperty part in order.RootElement.EnumerateObject())
                {
                    switch (part.Name)
                    {
                        case "go": gate.GoOn(); break;
                        case "pause": gate.Pause(); break;
                        case "step": gate.Step(part.Value.GetInt32()); break;
                        case "slow": gate.Slow(part.Value.GetInt32()); break;
                        default: throw new FormatException($"'{part.Name}' is no order.");
                    }
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException
            or OperationCanceledException or WebSocketException or RefusedException)
        {
            // Whoever does not keep to the form is taken for gone.
        }

        await stop.CancelAsync();
    }

    /// <summary>One whole message; null where the page has gone.</summary>
    private async Task<byte[]?> Receive(int most)
    {
        using MemoryStream content = new();
        byte[] part = new byte[4096];
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult received = await socket.ReceiveAsync(part.AsMemory(), stop.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                content.Write(part, 0, received.Count);
                if (content.Length > most)
                {
                    return null;
                }

                if (received.EndOfMessage)
                {
                    return content.ToArray();
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            return null;
        }
    }
}
