using k8s;
using k8s.Models;

namespace Streams.Cluster.Tests;

/// <summary>The Kubernetes manifests, parsed strictly by its .NET client: no real cluster is available here.</summary>
public sealed class ManifestTests
{
    [Theory]
    [InlineData("account.yaml", "ServiceAccount", "ServiceAccount", "Role", "RoleBinding")]
    [InlineData("silo.yaml", "Deployment", "PodDisruptionBudget")]
    [InlineData("api.yaml", "Deployment", "PodDisruptionBudget", "Service")]
    [InlineData("ingress.yaml", "Ingress", "Service")]
    [InlineData("database.example.yaml", "Secret")]
    public void Manifests_have_only_fields_that_Kubernetes_knows(string file, params string[] kinds) =>
        Assert.Equal(kinds, Read(file).Cast<IKubernetesObject>().Select(one => one.Kind));

    [Fact]
    public void A_silo_knows_its_pod_and_may_read_the_other_pods()
    {
        var pod = Read("silo.yaml").OfType<V1Deployment>().Single().Spec.Template;
        var account = Read("account.yaml");
        Assert.Subset(pod.Spec.Containers[0].Env.Select(one => one.Name).ToHashSet(), new HashSet<string> { "Streams__Kubernetes", "POD_NAME", "POD_NAMESPACE" });
        Assert.Subset(pod.Metadata.Labels.Keys.ToHashSet(), new HashSet<string> { "orleans/clusterId", "orleans/serviceId" });
        Assert.Equal(pod.Spec.ServiceAccountName, account.OfType<V1RoleBinding>().Single().Subjects.Single().Name);
        var rule = Assert.Single(account.OfType<V1Role>().Single().Rules);
        Assert.Equal(["pods"], rule.Resources);
        Assert.Equal(["get", "list", "watch"], rule.Verbs);
    }

    private static List<object> Read(string file) =>
        KubernetesYaml.LoadAllFromString(File.ReadAllText(Repository.File("deploy", "kubernetes", file)), strict: true);
}
