using HdfsConsumer.Sketching;

namespace HdfsConsumer.Tests.Sketching;

public sealed class QuantilesTests
{
    private static readonly double[] Fractions = [0, 0.01, 0.25, 0.5, 0.95, 0.99, 1];

    public static TheoryData<string> Shapes => ["uniform", "normal", "long tail", "whole", "of all sizes"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EachIsAsNearAsIsStated(string shape)
    {
        var seed = Random.Shared.Next();
        var numbers = NumbersOf(shape, 10_000, seed);
        var sketch = SketchOf(numbers);
        Array.Sort(numbers);
        foreach (var fraction in Fractions)
        {
            var exact = numbers[(int)(fraction * (numbers.Length - 1))];
            var error = Math.Abs(sketch.At(fraction) - exact);
            Assert.True(error <= Math.Abs(exact) * (sketch.ErrorAtMost + 1e-9), $"seed {seed}: {fraction} is {sketch.At(fraction)} and should be {exact} within {sketch.ErrorAtMost}");
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void TheyAreTheSameInAnyOrderAndInAnyParts(string shape)
    {
        var seed = Random.Shared.Next();
        var numbers = NumbersOf(shape, 2000, seed);
        var inOrder = SketchOf(numbers);
        new Random(seed).Shuffle(numbers);
        var parts = new Quantiles();
        foreach (var part in numbers.Chunk(300))
        {
            parts.Add(SketchOf(part));
        }

        Assert.Equal(BytesOf(inOrder), BytesOf(parts));
    }

    [Fact]
    public void TheErrorIsOnePercentUnlessNumbersReachFar()
    {
        Assert.Equal(Quantiles.ErrorAtFirst, SketchOf([0.000001, 5, 1e9]).ErrorAtMost, 1e-12);
        Assert.InRange(SketchOf([1e-300, 1e300]).ErrorAtMost, 0.02, 0.99);
    }

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        var sketch = SketchOf([-5, 0, 0, 3.5, 1e-9, 12]);
        var written = new SketchWriter();
        sketch.Write(written);
        var read = Quantiles.Read(new SketchReader(written.Written.ToArray()));
        read.Add(7);
        sketch.Add(7);
        Assert.Equal(BytesOf(sketch), BytesOf(read));
        Assert.Equal(7, read.Count);
    }

    [Fact]
    public void OfNothingThereAreNone() => Assert.Equal(double.NaN, new Quantiles().At(0.5));

    private static byte[] BytesOf(Quantiles sketch)
    {
        var written = new SketchWriter();
        sketch.Write(written);
        return written.Written.ToArray();
    }

    private static Quantiles SketchOf(double[] numbers)
    {
        var sketch = new Quantiles();
        foreach (var number in numbers)
        {
            sketch.Add(number);
        }

        return sketch;
    }

    private static double[] NumbersOf(string shape, int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => shape switch
        {
            "uniform" => random.NextDouble(),
            "normal" => -8.3 + (5 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())),
            "long tail" => Math.Pow(1 - random.NextDouble(), -3),
            "whole" => random.Next(-5, 100),
            _ => (random.Next(2) == 0 ? -1 : 1) * Math.Pow(10, random.Next(-300, 300)),
        })];
    }
}
