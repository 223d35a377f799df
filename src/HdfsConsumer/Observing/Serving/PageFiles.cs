namespace HdfsConsumer.Observing.Serving;

/// <summary>The files of the page, which are parts of the program.</summary>
internal static class PageFiles
{
    private static readonly Dictionary<string, (string File, string ContentType)> ByPath = new(StringComparer.Ordinal)
    {
        ["/"] = ("index.html", "text/html; charset=utf-8"),
        ["/page.css"] = ("page.css", "text/css; charset=utf-8"),
        ["/page.js"] = ("page.js", "text/javascript; charset=utf-8"),
        ["/charts.js"] = ("charts.js", "text/javascript; charset=utf-8"),
        ["/elements.js"] = ("elements.js", "text/javascript; charset=utf-8"),
        ["/counts.js"] = ("counts.js", "text/javascript; charset=utf-8"),
        ["/countries.js"] = ("countries.js", "text/javascript; charset=utf-8"),
        ["/icon.svg"] = ("icon.svg", "image/svg+xml"),
    };

    /// <summary>The file at a path, or null when there is none.</summary>
    public static (byte[] Bytes, string ContentType)? At(string path)
    {
        if (!ByPath.TryGetValue(path, out var file))
        {
            return null;
        }

        using var resource = typeof(PageFiles).Assembly.GetManifestResourceStream($"page/{file.File}")
            ?? throw new InvalidOperationException($"{file.File} was not built into the program.");
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return (bytes, file.ContentType);
    }
}
