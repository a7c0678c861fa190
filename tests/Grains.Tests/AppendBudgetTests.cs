using Streams.Grains.Streams;

namespace Streams.Grains.Tests;

public sealed class AppendBudgetTests
{
    private readonly AppendBudget _budget = new();

    [Fact]
    public void A_stream_has_so_many_appends_under_way_and_another_when_one_is_done()
    {
        for (var i = 0; i < AppendBudget.MaxAppends; i++)
            Assert.True(_budget.TryEnter(1));
        Assert.False(_budget.TryEnter(1));
        _budget.Leave(1);
        Assert.True(_budget.TryEnter(1));
        Assert.False(_budget.TryEnter(1));
    }

    [Fact]
    public void A_stream_has_so_many_bytes_under_way_but_one_append_may_always_go()
    {
        Assert.True(_budget.TryEnter(AppendBudget.MaxBytes + 1));
        Assert.False(_budget.TryEnter(1));
        _budget.Leave(AppendBudget.MaxBytes + 1);
        Assert.True(_budget.TryEnter(AppendBudget.MaxBytes));
        Assert.False(_budget.TryEnter(1));
    }
}
