using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Streams.Cluster.Tests;

/// <summary>The part of the Kubernetes API that a silo uses: the pods of one namespace.</summary>
internal sealed class FakeKubernetes : IAsyncDisposable
{
    public const string Namespace = "streams";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, object> _pods = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("streams-kubernetes-").FullName;

    private FakeKubernetes(WebApplication app) => _app = app;

    /// <summary>The kubeconfig file with which clients find it.</summary>
    public string Config => Path.Combine(_folder, "config");

    public static async Task<FakeKubernetes> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var kubernetes = new FakeKubernetes(builder.Build());
        kubernetes.Map();
        await kubernetes._app.StartAsync();
        await File.WriteAllTextAsync(kubernetes.Config, $$"""
            apiVersion: v1
            kind: Config
            current-context: test
            contexts: [{ name: test, context: { cluster: test, user: test } }]
            clusters: [{ name: test, cluster: { server: "{{kubernetes._app.Urls.First()}}" } }]
            users: [{ name: test, user: { token: test } }]
            """);
        return kubernetes;
    }

    /// <summary>Adds a pod with the labels by which Orleans finds the pods of a cluster.</summary>
    /// <returns>The environment variables of a silo in the pod.</returns>
    public IReadOnlyDictionary<string, string> AddPod(string name, string cluster)
    {
        _pods[name] = new
        {
            apiVersion = "v1",
            kind = "Pod",
            metadata = new { name, @namespace = Namespace, labels = new Dictionary<string, string> { ["orleans/clusterId"] = cluster, ["orleans/serviceId"] = "streams" } },
        };
        return new Dictionary<string, string>
        {
            ["Streams__Kubernetes"] = "true",
            ["POD_NAME"] = name,
            ["POD_NAMESPACE"] = Namespace,
            ["KUBECONFIG"] = Config,
        };
    }

    public void RemovePod(string name) => Assert.True(_pods.TryRemove(name, out _));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Map()
    {
        _app.MapGet($"/api/v1/namespaces/{Namespace}/pods/{{name}}", (string name) => _pods.TryGetValue(name, out var pod) ? Results.Json(pod) : Results.NotFound());
        _app.MapGet($"/api/v1/namespaces/{Namespace}/pods", async (HttpContext context, bool watch = false) =>
        {
            if (!watch)
            {
                await context.Response.WriteAsJsonAsync(new { apiVersion = "v1", kind = "PodList", metadata = new { }, items = _pods.Values });
                return;
            }

            // A watch never reports a change.
            await context.Response.StartAsync(context.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
    }
}
