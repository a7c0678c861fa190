using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Streams.Tests;

/// <summary>
/// A bad network between clients and a server on this machine: a TCP proxy on a free port whose faults are switched while it runs. Which connection suffers what is
/// drawn from a seed, in the order in which connections come. It holds one small buffer for each direction of a connection and reads on when that is written, so back-pressure
/// passes through it; beyond <see cref="MaxConnections"/> it accepts no more until one has ended.
/// </summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    /// <summary>How many connections it has at a time.</summary>
    public const int MaxConnections = 1_000;

    /// <summary>The kernel's share of a connection, in each direction: with the usual megabytes nobody behind it would notice that it is slow.</summary>
    public const int SocketBuffer = 16 * 1024;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = SocketBuffer, SendBufferSize = SocketBuffer };
    private readonly SemaphoreSlim _room = new(MaxConnections);
    private readonly ConcurrentDictionary<ProxiedConnection, bool> _connections = [];
    private readonly ConcurrentDictionary<NetworkFaults, int> _met = [];
    private readonly CancellationTokenSource _end = new();
    private readonly IPEndPoint _server;
    private readonly Random _random;
    private readonly Task _accepting;
    private volatile Exception? _failure;
    private volatile FaultPhase _phase = new(NetworkFaults.None);

    /// <param name="server">The address of the server.</param>
    /// <param name="seed">Where all its randomness comes from.</param>
    public FaultyProxy(string server, int seed)
    {
        _server = new(IPAddress.Loopback, new Uri(server).Port);
        _random = new(seed);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}";
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>What clients take for the server.</summary>
    public string Url { get; }

    /// <summary>How many connections there have been.</summary>
    public int Connections { get; private set; }

    /// <summary>What it does from now on, also to the connections that are there.</summary>
    public NetworkFaults Faults
    {
        get => _phase.Faults;
        set
        {
            var before = _phase;
            _phase = new(value);
            before.Lift();
        }
    }

    /// <summary>How often a fault befell a connection: each delay and each wait for bandwidth counts, and each end.</summary>
    public int Met(NetworkFaults fault) => _met.GetValueOrDefault(fault);

    /// <summary>The connections that are there fall silent for ever, without an end; new ones are as <see cref="Faults"/> has it.</summary>
    public void LoseAll()
    {
        foreach (var connection in _connections.Keys)
            connection.Lose();
    }

    /// <summary>Ends all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        for (var ended = 0; ended < MaxConnections; ended++)
            await _room.WaitAsync();
        _room.Dispose();
        _end.Dispose();
        if (_failure is not null)
            throw new InvalidOperationException("The proxy itself failed.", _failure);
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            await _room.WaitAsync(CancellationToken.None);
            try
            {
                var client = await _listener.AcceptAsync(_end.Token);
                Connections++;

                // Drawn here, one at a time: so a connection has the randomness of its number.
                var connection = new ProxiedConnection(client, new(_random.Next()), () => _phase, CountUp, _end.Token);
                _connections[connection] = true;
                _ = Task.Run(() => ServeAsync(connection));
            }
            catch (Exception exception)
            {
                _room.Release();
                if (exception is not OperationCanceledException)
                    _failure = exception;
            }
        }
    }

    private async Task ServeAsync(ProxiedConnection connection)
    {
        try
        {
            await connection.RunAsync(_server);
        }
        catch (Exception exception)
        {
            _failure = exception;
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            connection.Dispose();
            _room.Release();
        }
    }

    private void CountUp(NetworkFaults fault) => _met.AddOrUpdate(fault, 1, (_, before) => before + 1);
}
