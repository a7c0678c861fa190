using System.Diagnostics;
using Streams.Tools;

namespace Streams.Cluster.Processes;

/// <summary>
/// Keeps one process of the cluster running: restarts it after a delay when it exits, until <see cref="EndAsync"/>. A process that exits before it was ever ready is not
/// restarted, because its configuration is wrong.
/// </summary>
internal sealed class Member(MemberPlan plan, Terminal terminal, StateFile state, TimeSpan restartAfter, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private int? _pid;

    public string Name => plan.Name;

    /// <summary>Its address, for display; null while it is unknown.</summary>
    public string? Place { get; private set; } = plan.Place;

    /// <summary>The process id; null while no process is running.</summary>
    public int? Pid
    {
        get
        {
            lock (_lock)
                return _pid;
        }
    }

    /// <summary>Starts the process and waits until it is ready.</summary>
    /// <param name="limit">How long it may take to become ready.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="ClusterException">It was not ready in time, or exited first.</exception>
    public async Task StartAsync(TimeSpan limit, CancellationToken cancellation)
    {
        _running = KeepRunningAsync();
        try
        {
            await _ready.Task.WaitAsync(limit, time, cancellation);
        }
        catch (TimeoutException)
        {
            throw new ClusterException($"{Name} was not ready after {limit.TotalSeconds} s. See its output above.");
        }
    }

    /// <summary>Shuts the process down, and kills it if that takes too long.</summary>
    /// <param name="limit">How long the shutdown may take.</param>
    /// <param name="atOnce">Kills it now.</param>
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
            terminal.ShowStatus(Name, exception is TimeoutException ? $"did not shut down within {limit.TotalSeconds} s; killed" : "killed");
            lock (_lock)
                Signal(Signals.Kill);
            await _running;
        }
    }

    /// <summary>Does not throw.</summary>
    private async Task KeepRunningAsync()
    {
        try
        {
            while (Launch() is { } process)
            {
                using (process)
                    await FollowAsync(process);
                if (_ending.IsCancellationRequested || !_ready.Task.IsCompletedSuccessfully || restartAfter == TimeSpan.Zero)
                    break;
                terminal.ShowStatus(Name, $"restarts in {restartAfter.TotalSeconds} s");
                await Task.Delay(restartAfter, time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (Exception exception)
        {
            terminal.ShowStatus(Name, $"is not running: {exception.Message}");
            _ready.TrySetException(new ClusterException($"{Name} could not be started: {exception.Message}"));
        }
    }

    /// <summary>Starts the process; null if the member is ending.</summary>
    private Process? Launch()
    {
        lock (_lock)
        {
            if (_ending.IsCancellationRequested)
                return null;
            var process = Process.Start(plan.StartInfo())!;
            _pid = process.Id;

            // A process that has already exited has no identity.
            if (ProcessIdentity.Of(process.Id) is { } identity)
                state.Put(new(Name, plan.Program, identity, plan.Folder));
            return process;
        }
    }

    private async Task FollowAsync(Process process)
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
            terminal.ShowStatus(Name, $"(pid {process.Id}) {ending}");
        _ready.TrySetException(new ClusterException($"{Name} {ending} before it was ready. See its output above."));
    }

    /// <summary>Shows the process's output.</summary>
    /// <returns>The line that reports that it has started.</returns>
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

            terminal.ShowStatus(Name, $"(pid {pid}) is ready");
            _ready.TrySetResult();
        }
        catch (OperationCanceledException)
        {
            // The process exited first.
        }
    }

    private void Signal(int signal)
    {
        if (_pid is { } pid)
            Signals.Send(pid, signal);
    }
}
