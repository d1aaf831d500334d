using Xunit;

namespace FunctionalNet.Laws;

/// <summary>The laws hold for all of the library: what is new must be listed, or a test here fails.</summary>
public class InventoryIsComplete
{
    [Fact]
    public void Of_layers() => Assert.Empty(Inventory.Missing(Inventory.Layers.Values.Select(one => one.Layer)));

    [Fact]
    public void Of_losses() => Assert.Empty(Inventory.Missing(Inventory.Losses.Values.Select(one => one.Loss)));

    [Fact]
    public void Of_optimizers() => Assert.Empty(Inventory.Missing(Inventory.Optimizers.Values));

    [Fact]
    public void Of_schedules() => Assert.Empty(Inventory.Missing(Inventory.Schedules.Values));

    [Fact]
    public void Of_initializers() => Assert.Empty(Inventory.Missing(Inventory.Initializers.Values));
}
