/* While a flag file exists, no file of one folder can grow: a full disk without needing one. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static int refused(int fd, off64_t end) {
    const char *flag = getenv("FULL_FLAG"), *folder = getenv("FULL_FOLDER");
    char link[64], path[4096];
    struct stat now;
    if (!flag || !folder || access(flag, F_OK) != 0 || fstat(fd, &now) != 0) return 0;
    if (!S_ISREG(now.st_mode) || end <= now.st_size) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    if (strncmp(path, folder, strlen(folder)) != 0) return 0;
    errno = ENOSPC;
    return 1;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    ssize_t (*op)(int, const void *, size_t, off64_t) = real("pwrite64");
    return refused(fd, at + size) ? -1 : op(fd, data, size, at);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    ssize_t (*op)(int, const void *, size_t, off_t) = real("pwrite");
    return refused(fd, at + size) ? -1 : op(fd, data, size, at);
}
ssize_t write(int fd, const void *data, size_t size) {
    ssize_t (*op)(int, const void *, size_t) = real("write");
    off_t at = lseek(fd, 0, SEEK_CUR);
    return at >= 0 && refused(fd, at + size) ? -1 : op(fd, data, size);
}
int ftruncate64(int fd, off64_t size) {
    int (*op)(int, off64_t) = real("ftruncate64");
    return refused(fd, size) ? -1 : op(fd, size);
}
int ftruncate(int fd, off_t size) {
    int (*op)(int, off_t) = real("ftruncate");
    return refused(fd, size) ? -1 : op(fd, size);
}
