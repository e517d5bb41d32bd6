/* Writes down, in order, what a process does to the files of one folder: the diary of a disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE, SYNC, UNLINK };
static int diary = -1;
static char *names[65536];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static int watched(const char *path) {
    const char *folder = getenv("DIARY_OF");
    return folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static void put(const void *bytes, size_t size) {
    static ssize_t (*out)(int, const void *, size_t);
    if (!out) out = real("write");
    const char *at = bytes;
    while (size > 0) {
        ssize_t done = out(diary, at, size);
        if (done <= 0) abort();
        at += done; size -= done;
    }
}

static void note(uint8_t what, const char *name, uint64_t offset, uint64_t size, const void *data) {
    pthread_mutex_lock(&lock);
    if (diary < 0) {
        int (*op)(const char *, int, ...) = real("open64");
        diary = op(getenv("DIARY"), O_WRONLY | O_CREAT | O_APPEND, 0600);
        if (diary < 0) abort();
    }
    uint16_t length = strlen(name);
    put(&what, 1); put(&length, 2); put(name, length); put(&offset, 8); put(&size, 8);
    if (data) put(data, size);
    pthread_mutex_unlock(&lock);
}

static int opened(int fd, const char *path) {
    if (fd >= 0 && fd < 65536) {
        free(names[fd]);
        names[fd] = watched(path) ? strdup(path) : NULL;
        if (names[fd]) note(TRUNCATE + 16, path, 0, 0, NULL);   /* it exists from here on */
    }
    return fd;
}

#define OPEN(NAME) \
    int NAME(const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        int (*op)(const char *, int, ...) = real(#NAME); \
        return opened(op(path, flags, mode), path); }
OPEN(open)
OPEN(open64)

static const char *name_of(int fd) { return fd >= 0 && fd < 65536 ? names[fd] : NULL; }

int close(int fd) {
    int (*op)(int) = real("close");
    if (fd >= 0 && fd < 65536 && names[fd]) { free(names[fd]); names[fd] = NULL; }
    return op(fd);
}

#define PWRITE(NAME, OFFSET) \
    ssize_t NAME(int fd, const void *data, size_t size, OFFSET at) { \
        ssize_t (*op)(int, const void *, size_t, OFFSET) = real(#NAME); \
        ssize_t done = op(fd, data, size, at); \
        if (done > 0 && name_of(fd)) note(WRITE, name_of(fd), at, done, data); \
        return done; }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *data, size_t size) {
    ssize_t (*op)(int, const void *, size_t) = real("write");
    off_t at = name_of(fd) ? lseek(fd, 0, SEEK_CUR) : 0;
    ssize_t done = op(fd, data, size);
    if (done > 0 && name_of(fd)) note(WRITE, name_of(fd), at, done, data);
    return done;
}

#define CUT(NAME, OFFSET) \
    int NAME(int fd, OFFSET size) { \
        int (*op)(int, OFFSET) = real(#NAME); \
        int done = op(fd, size); \
        if (done == 0 && name_of(fd)) note(TRUNCATE, name_of(fd), size, 0, NULL); \
        return done; }
CUT(ftruncate, off_t)
CUT(ftruncate64, off64_t)

#define SYNCED(NAME) \
    int NAME(int fd) { \
        int (*op)(int) = real(#NAME); \
        int done = op(fd); \
        if (done == 0 && name_of(fd)) note(SYNC, name_of(fd), 0, 0, NULL); \
        return done; }
SYNCED(fsync)
SYNCED(fdatasync)

int unlink(const char *path) {
    int (*op)(const char *) = real("unlink");
    int done = op(path);
    if (done == 0 && watched(path)) note(UNLINK, path, 0, 0, NULL);
    return done;
}
