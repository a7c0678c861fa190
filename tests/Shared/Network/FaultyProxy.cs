using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Streams.Tests;

/// <summary>
/// A bad network between clients and a server on this machine: a TCP proxy on a free port whose faults change while it runs. A seed decides the faults of each connection,
/// in the order of connecting. One small buffer for each direction of a connection lets back-pressure pass. At <see cref="MaxConnections"/> it stops accepting until one ends.
/// </summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    /// <summary>The most connections at a time.</summary>
    public const int MaxConnections = 1_000;

    /// <summary>The socket buffer for each direction: megabytes, as usual, would hide that the network is slow.</summary>
    public const int SocketBuffer = 16 * 1024;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = SocketBuffer, SendBufferSize = SocketBuffer };
    private readonly SemaphoreSlim _room = new(MaxConnections);
    private readonly ConcurrentDictionary<ProxiedConnection, bool> _connections = [];
    private readonly ConcurrentDictionary<NetworkFaults, int> _occurrences = [];
    private readonly CancellationTokenSource _end = new();
    private readonly IPEndPoint _server;
    private readonly Random _random;
    private readonly Task _accepting;
    private volatile Exception? _failure;
    private volatile FaultPhase _phase = new(NetworkFaults.None);

    /// <param name="server">The address of the server.</param>
    /// <param name="seed">The seed of all random choices.</param>
    public FaultyProxy(string server, int seed)
    {
        _server = new(IPAddress.Loopback, new Uri(server).Port);
        _random = new(seed);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}";
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The address for clients.</summary>
    public string Url { get; }

    /// <summary>The number of connections so far.</summary>
    public int Connections { get; private set; }

    /// <summary>The faults from now on, for open connections too.</summary>
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

    /// <summary>How often a fault occurred: counts each delay, each wait for bandwidth and each end.</summary>
    public int Occurrences(NetworkFaults fault) => _occurrences.GetValueOrDefault(fault);

    /// <summary>Open connections become black holes for good; new ones follow <see cref="Faults"/>.</summary>
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

                // Drawn here, in order, so that a connection has the random choices of its number.
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

    private void CountUp(NetworkFaults fault) => _occurrences.AddOrUpdate(fault, 1, (_, before) => before + 1);
}
