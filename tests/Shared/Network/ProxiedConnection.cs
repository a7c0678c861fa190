using System.Net;
using System.Net.Sockets;

namespace Streams.Tests;

/// <summary>One connection through a <see cref="FaultyProxy"/>: two pumps, which share a plan and its black hole.</summary>
/// <param name="client">The client; closed with the connection.</param>
/// <param name="random">The source of its plans.</param>
/// <param name="phase">The current faults.</param>
/// <param name="occurred">Called for each fault that occurs.</param>
/// <param name="end">Ends the connection.</param>
internal sealed class ProxiedConnection(Socket client, Random random, Func<FaultPhase> phase, Action<NetworkFaults> occurred, CancellationToken end) : IDisposable
{
    private const int Buffer = 16 * 1024;
    private const int MinDelayInMs = 20;
    private const int MaxDelayInMs = 200;

    // The most that a slow network passes at once.
    private const int Chunk = 4 * 1024;

    private static readonly TimeSpan CloseDelay = TimeSpan.FromSeconds(2);

    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        ReceiveBufferSize = FaultyProxy.SocketBuffer,
        SendBufferSize = FaultyProxy.SocketBuffer,
    };

    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(end);

    // Guards the fields below, which two pumps share.
    private readonly Lock _lock = new();
    private FaultPhase? _phase;
    private FaultPlan _plan = FaultPlan.None;
    private int _toEnd;
    private Task _blackHole = Task.CompletedTask;
    private volatile bool _isCut;

    private static Task Never { get; } = new TaskCompletionSource().Task;

    /// <summary>Forwards data until both sides have ended or the connection is ended.</summary>
    public async Task RunAsync(IPEndPoint server)
    {
        try
        {
            client.NoDelay = true;
            await _server.ConnectAsync(server, _end.Token);
            await Task.WhenAll(PumpAsync(client, _server, isUpstream: true), PumpAsync(_server, client, isUpstream: false));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // An abrupt end of one side ends the other in the same way.
            Reset();
        }
    }

    /// <summary>Stops both directions for good.</summary>
    public void Lose()
    {
        lock (_lock)
            _blackHole = Never;
        occurred(NetworkFaults.BlackHole);
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
        _end.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, bool isUpstream)
    {
        try
        {
            var buffer = new byte[Buffer];
            while (await from.ReceiveAsync(buffer, _end.Token) is var read and > 0)
                await PassAsync(to, buffer.AsMemory(0, read), isUpstream);
            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // The other pump may wait for a live side.
            await _end.CancelAsync();
            throw;
        }
    }

    private async Task PassAsync(Socket to, Memory<byte> bytes, bool isUpstream)
    {
        while (bytes.Length > 0)
        {
            var (plan, allowed) = await NextAsync(bytes.Length, isUpstream);
            if (plan.IsDelayed)
                await WaitAsync(NetworkFaults.Delay, DrawDelay());
            if (!await TrySendAsync(to, bytes[..allowed]))
                return;
            if (plan.BytesPerSecond is { } bytesPerSecond)
                await WaitAsync(NetworkFaults.Bandwidth, TimeSpan.FromSeconds((double)allowed / bytesPerSecond));
            bytes = bytes[allowed..];
            Count(plan, allowed, isUpstream);
        }
    }

    /// <summary>The plan, and the number of bytes that may pass before the next call. Waits during a black hole.</summary>
    private async Task<(FaultPlan Plan, int Allowed)> NextAsync(int available, bool isUpstream)
    {
        while (true)
        {
            Task blackHole;
            lock (_lock)
            {
                if (_blackHole.IsCompleted)
                {
                    Plan();
                    var allowed = _plan.BytesPerSecond is null ? available : Math.Min(available, Chunk);
                    return (_plan, Counts(_plan, isUpstream) ? Math.Min(allowed, _toEnd) : allowed);
                }

                blackHole = _blackHole;
            }

            await blackHole.WaitAsync(_end.Token);
        }
    }

    /// <summary>Draws a plan when the faults have changed. Called under the lock.</summary>
    private void Plan()
    {
        var now = phase();
        if (_phase == now)
            return;
        _phase = now;
        _plan = FaultPlan.Draw(random, now.Faults);
        _toEnd = _plan.BytesToEnd;
    }

    /// <summary>Counts passed bytes and ends the connection when the plan says so.</summary>
    private void Count(FaultPlan plan, int passed, bool isUpstream)
    {
        lock (_lock)
        {
            if (plan != _plan || !Counts(plan, isUpstream) || (_toEnd -= passed) > 0)
                return;
            occurred(plan.End);
            _plan = plan with { End = NetworkFaults.None };
            switch (plan.End)
            {
                case NetworkFaults.BlackHole:
                    // Data in a permanent black hole is lost; data in a temporary one arrives when the fault is lifted.
                    _blackHole = plan.IsForEver ? Never : _phase!.Lifted;
                    break;
                case NetworkFaults.Cut:
                    Cut();
                    break;
                default:
                    Reset();
                    break;
            }
        }
    }

    private static bool Counts(FaultPlan plan, bool isUpstream) => plan.End != NetworkFaults.None && plan.EndsUpstream == isUpstream;

    /// <summary>Closes both sides for sending. Further data is read and dropped: closing with unread data would be a reset.</summary>
    private void Cut()
    {
        _isCut = true;
        client.Shutdown(SocketShutdown.Send);
        _server.Shutdown(SocketShutdown.Send);
        _end.CancelAfter(CloseDelay);
    }

    private void Reset()
    {
        foreach (var side in new[] { client, _server })
        {
            if (!side.SafeHandle.IsClosed)
                side.LingerState = new LingerOption(enable: true, seconds: 0);
            side.Dispose();
        }
    }

    private TimeSpan DrawDelay()
    {
        lock (_lock)
            return TimeSpan.FromMilliseconds(random.Next(MinDelayInMs, MaxDelayInMs));
    }

    private Task WaitAsync(NetworkFaults fault, TimeSpan time)
    {
        occurred(fault);
        return Task.Delay(time, TimeProvider.System, _end.Token);
    }

    /// <returns>Whether the connection still forwards data.</returns>
    private async Task<bool> TrySendAsync(Socket to, Memory<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0 && !_isCut)
                bytes = bytes[await to.SendAsync(bytes, _end.Token)..];
        }
        catch (SocketException) when (_isCut)
        {
            // The cut came during the send.
        }

        return !_isCut;
    }
}
