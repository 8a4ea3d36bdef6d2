namespace AspireStreaming.Hosting;

/// <summary>Whether a container engine runs on this machine. Its socket proves it; a <c>docker</c> program on the PATH does not.</summary>
internal static class ContainerEngine
{
    /// <summary>True when the socket of Docker, Podman or one of their desktop forms is there, or <c>DOCKER_HOST</c> names one.</summary>
    public static bool IsRunning()
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOCKER_HOST")))
        {
            return true;
        }

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? "/nonexistent";
        string[] sockets = OperatingSystem.IsWindows()
            ? [@"\\.\pipe\docker_engine", @"\\.\pipe\podman-machine-default"]
            :
            [
                "/var/run/docker.sock",
                "/run/podman/podman.sock",
                Path.Combine(runtime, "docker.sock"),
                Path.Combine(runtime, "podman/podman.sock"),
                Path.Combine(home, ".docker/run/docker.sock"),
                Path.Combine(home, ".docker/desktop/docker.sock"),
                Path.Combine(home, ".colima/default/docker.sock"),
                Path.Combine(home, ".orbstack/run/docker.sock"),
            ];
        return Array.Exists(sockets, File.Exists);
    }
}
