using System.Diagnostics;

namespace Streams.Cluster.Processes;

/// <summary>
/// One process of the cluster, kept running: when it ends by itself, that is said and it is started again after a while, until it is told to end. One that ends before it
/// was ever ready is not started again: something is wrong with how it is started.
/// </summary>
internal sealed class Member(MemberPlan plan, Terminal terminal, StateFile state, TimeSpan restartAfter, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private int? _pid;

    /// <summary>What it is called.</summary>
    public string Name => plan.Name;

    /// <summary>Where it is reached, for people; null where nobody knows yet.</summary>
    public string? Place { get; private set; } = plan.Place;

    /// <summary>The id of its process; null where there is none at the moment.</summary>
    public int? Pid
    {
        get
        {
            lock (_lock)
                return _pid;
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="limit">How long it may take until it is ready.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="ClusterException">It was not ready in time, or ended before.</exception>
    public async Task StartAsync(TimeSpan limit, CancellationToken cancellation)
    {
        _running = KeepRunningAsync();
        try
        {
            await _ready.Task.WaitAsync(limit, time, cancellation);
        }
        catch (TimeoutException)
        {
            throw new ClusterException($"{Name} was not ready after {limit.TotalSeconds} s; what it printed is above.");
        }
    }

    /// <summary>Ends it: in order, and by force when that takes too long.</summary>
    /// <param name="limit">How long it may take in order.</param>
    /// <param name="atOnce">Force now.</param>
    public async Task EndAsync(TimeSpan limit, CancellationToken atOnce)
    {
        lock (_lock)
        {
            _ending.Cancel();
            Signal(plan.EndSignal);
        }

        try
        {
            await _running.WaitAsync(limit, time, atOnce);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            terminal.Say(Name, exception is TimeoutException ? $"did not end within {limit.TotalSeconds} s; killed" : "killed");
            lock (_lock)
                Signal(Signals.Kill);
            await _running;
        }
    }

    private async Task KeepRunningAsync()
    {
        while (Launch() is { } process)
        {
            using (process)
                await LiveAsync(process);
            if (_ending.IsCancellationRequested || !_ready.Task.IsCompletedSuccessfully || restartAfter == TimeSpan.Zero)
                break;
            terminal.Say(Name, $"is started again in {restartAfter.TotalSeconds} s");
            await Task.Delay(restartAfter, time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Starts the process; null where it is to end anyway.</summary>
    private Process? Launch()
    {
        lock (_lock)
        {
            if (_ending.IsCancellationRequested)
                return null;
            var process = Process.Start(plan.StartInfo())!;
            _pid = process.Id;

            // Its end is told by its streams; one that is gone so soon has no identity any more.
            if (ProcessIdentity.Of(process.Id) is { } identity)
                state.Put(new(Name, plan.Program, identity, plan.Folder));
            return process;
        }
    }

    private async Task LiveAsync(Process process)
    {
        using var gone = new CancellationTokenSource();
        var getReady = BecomeReadyAsync(ReadLines(process), process.Id, gone.Token);
        await process.WaitForExitAsync(CancellationToken.None);
        lock (_lock)
            _pid = null;
        state.Remove(Name);
        await gone.CancelAsync();
        await getReady;
        var ending = Signals.Ending(process.ExitCode);
        if (!_ending.IsCancellationRequested)
            terminal.Say(Name, $"(pid {process.Id}) {ending}");
        _ready.TrySetException(new ClusterException($"{Name} {ending} before it was ready; what it printed is above."));
    }

    /// <summary>Shows what it prints.</summary>
    /// <returns>The line that says that it is up.</returns>
    private Task<string> ReadLines(Process process)
    {
        var up = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return up.Task;

        void Read(string? line)
        {
            terminal.Show(Name, line);
            if (line is not null && plan.ReadyLine.IsMatch(line))
                up.TrySetResult(line);
        }
    }

    private async Task BecomeReadyAsync(Task<string> up, int pid, CancellationToken gone)
    {
        try
        {
            if (plan.ReadyLine.Match(await up.WaitAsync(gone)).Groups["url"] is { Success: true, Value: var url })
            {
                Place = url;
                await ReadyProbe.WaitAsync(new Uri(url), time, gone);
            }

            terminal.Say(Name, $"(pid {pid}) is ready");
            _ready.TrySetResult();
        }
        catch (OperationCanceledException)
        {
            // It ended before.
        }
    }

    private void Signal(int signal)
    {
        if (_pid is { } pid)
            Signals.Send(pid, signal);
    }
}
