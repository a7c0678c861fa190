using System.Globalization;
using System.Net;
using System.Text;
using Streams.Cluster.Processes;

namespace Streams.Cluster;

/// <summary>The text that is shown once everything runs.</summary>
internal static class Banner
{
    /// <summary>The cluster's address from this machine.</summary>
    public static Uri Url(IPEndPoint listen)
    {
        var host = listen.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : listen.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : listen.Address;
        return new($"http://{new IPEndPoint(host, listen.Port)}");
    }

    /// <summary>Lists the processes and some commands to try.</summary>
    public static string Text(IPEndPoint listen, Member? database, IEnumerable<Member> silos, IEnumerable<Member> apis)
    {
        var url = Url(listen).ToString().TrimEnd('/');
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\n  The cluster is running at {url}  (API docs: {url}/docs)\n\n");
        Row(text, RunningProcess.Tool, Environment.ProcessId, url);
        foreach (var member in (IEnumerable<Member>)[.. apis, .. silos, .. database is null ? [] : (Member[])[database]])
            Row(text, member.Name, member.Pid, member.Place);
        return text.Append(
            $$"""

                Try:  curl -s {{url}}/api/streams/goal -H 'Content-Type: application/json' -d '{"name":"First goal","assigned_agents":[{"agent_type":"opportunity_bot"}]}'
                      make cluster-kill               kills a random silo or node (in another terminal)
                      make cluster-kill WHICH={{apis.First().Name}}  kills one of the above
                Ctrl-C stops the cluster.

              """).ToString();
    }

    private static void Row(StringBuilder text, string name, int? pid, string? place) =>
        text.Append(CultureInfo.InvariantCulture, $"  {name,-9} pid {pid,-8} {place}\n");
}
