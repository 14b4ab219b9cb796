/* A farm of Modbus TCP cabinets for benchmarks: one process, one epoll loop, one loopback port per cabinet.
 *
 *   farm STATS PORT CABINETS ROUND_TRIP_US CHANGED_PERMILLE
 *
 * Registers 0x0100 to 0x0100 + 499 are 125 lamps of four: level in effect (100), status (0), power and an energy
 * counter. Once a second that share of all values changes. Bits 0 to 11 are closed contactors, the rest is 0.
 * Everything is counted here, in a mapped file, so that no client is asked how fast it was.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_CONNECTIONS 4096
#define FIRST 0x0100
#define VALUES 500
#define REPLY 300
#define WAITING 65536

struct stats { uint64_t transactions, registers, bits, writes, connections, first_write_ns, last_write_ns; };
struct client { int cabinet; size_t held; unsigned char buffer[4096]; };
struct later { uint64_t due_ns; int fd; uint32_t birth; uint16_t length; unsigned char bytes[REPLY]; };

static struct stats *stats;
static struct client *clients[MOST_CONNECTIONS];
static uint32_t births[MOST_CONNECTIONS];
static uint16_t (*values)[VALUES];
static struct later *queue;
static size_t head, tail;
static uint64_t round_trip_ns;

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void change(int cabinets, int permille) {
    for (int c = 0; c < cabinets; c++)
        for (int n = 0; n < VALUES * permille / 1000; n++) {
            int lamp = rand() % (VALUES / 4);
            values[c][lamp * 4 + 2] = (uint16_t)(300 + rand() % 400);
        }
}

static void put16(unsigned char *at, unsigned value) { at[0] = (unsigned char)(value >> 8); at[1] = (unsigned char)value; }
static unsigned get16(const unsigned char *at) { return (unsigned)at[0] << 8 | at[1]; }

static void send_now(int fd, const unsigned char *bytes, size_t length) {
    if (write(fd, bytes, length) < 0 && errno != EAGAIN && errno != EPIPE && errno != ECONNRESET) perror("write");
}

static void reply(int fd, const unsigned char *bytes, size_t length) {
    if (!round_trip_ns) { send_now(fd, bytes, length); return; }
    struct later *slot = &queue[tail++ % WAITING];
    slot->due_ns = now_ns() + round_trip_ns;
    slot->fd = fd;
    slot->birth = births[fd];
    slot->length = (uint16_t)length;
    memcpy(slot->bytes, bytes, length);
}

static size_t read_registers(struct client *c, unsigned address, unsigned count, unsigned char *data) {
    for (unsigned i = 0; i < count; i++) {
        unsigned at = address + i;
        put16(data + 2 * i, at >= FIRST && at < FIRST + VALUES ? values[c->cabinet][at - FIRST] : 0);
    }
    stats->registers += count;
    return 2 * count;
}

static size_t read_bits(unsigned address, unsigned count, unsigned char *data) {
    size_t size = (count + 7) / 8;
    memset(data, 0, size);
    for (unsigned i = 0; i < count; i++)
        if (address + i < 12) data[i / 8] |= (unsigned char)(1u << i % 8);
    stats->bits += count;
    return size;
}

static void wrote(void) {
    uint64_t now = now_ns();
    stats->writes++;
    if (!stats->first_write_ns) stats->first_write_ns = now;
    stats->last_write_ns = now;
}

static void answer(int fd, struct client *c, const unsigned char *frame) {
    unsigned char out[REPLY];
    unsigned function = frame[7], address = get16(frame + 8), count = get16(frame + 10);
    size_t size;
    memcpy(out, frame, 8);
    stats->transactions++;
    if (function == 3 || function == 4) {
        size = read_registers(c, address, count > 125 ? 125 : count, out + 9);
        out[8] = (unsigned char)size;
        size += 3;
    } else if (function == 1 || function == 2) {
        size = read_bits(address, count > 1968 ? 1968 : count, out + 9);
        out[8] = (unsigned char)size;
        size += 3;
    } else if (function == 5 || function == 6 || function == 15 || function == 16) {
        wrote();
        memcpy(out + 8, frame + 8, 4);
        size = 6;
    } else {
        out[7] = (unsigned char)(function | 0x80);
        out[8] = 1;
        size = 3;
    }
    put16(out + 4, (unsigned)size);
    reply(fd, out, size + 6);
}

static void hang_up(int fd) {
    close(fd);
    free(clients[fd]);
    clients[fd] = NULL;
}

static void heard(int fd) {
    struct client *c = clients[fd];
    ssize_t got = read(fd, c->buffer + c->held, sizeof c->buffer - c->held);
    if (got <= 0) {
        if (got == 0 || errno != EAGAIN) hang_up(fd);
        return;
    }
    c->held += (size_t)got;
    size_t at = 0;
    while (c->held - at >= 8) {
        size_t whole = 6 + get16(c->buffer + at + 4);
        if (whole > 260) { hang_up(fd); return; }
        if (c->held - at < whole) break;
        answer(fd, c, c->buffer + at);
        at += whole;
    }
    memmove(c->buffer, c->buffer + at, c->held - at);
    c->held -= at;
}

static void greet(int poll, int listener, int cabinet) {
    int fd, one = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (fd >= MOST_CONNECTIONS) { close(fd); continue; }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        clients[fd] = calloc(1, sizeof **clients);
        clients[fd]->cabinet = cabinet;
        births[fd]++;
        struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)fd};
        epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
        stats->connections++;
    }
}

static void send_due(void) {
    uint64_t now = now_ns();
    while (head != tail && queue[head % WAITING].due_ns <= now) {
        struct later *slot = &queue[head++ % WAITING];
        if (clients[slot->fd] && births[slot->fd] == slot->birth) send_now(slot->fd, slot->bytes, slot->length);
    }
}

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&where, sizeof where) || listen(fd, 64)) { perror("listen"); exit(1); }
    return fd;
}

static struct stats *map_stats(const char *path) {
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);
    if (fd < 0 || ftruncate(fd, sizeof(struct stats))) { perror(path); exit(1); }
    return mmap(NULL, sizeof(struct stats), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
}

int main(int argc, char **argv) {
    if (argc != 6) { fprintf(stderr, "farm STATS PORT CABINETS ROUND_TRIP_US CHANGED_PERMILLE\n"); return 2; }
    int port = atoi(argv[2]), cabinets = atoi(argv[3]), permille = atoi(argv[5]), poll = epoll_create1(0);
    stats = map_stats(argv[1]);
    round_trip_ns = (uint64_t)atoll(argv[4]) * 1000;
    queue = calloc(WAITING, sizeof *queue);
    values = calloc((size_t)cabinets, sizeof *values);
    for (int c = 0; c < cabinets; c++)
        for (int lamp = 0; lamp < VALUES / 4; lamp++) {
            values[c][lamp * 4] = 100;
            values[c][lamp * 4 + 2] = 500;
            values[c][lamp * 4 + 3] = (uint16_t)(1000 + lamp);
        }
    for (int c = 0; c < cabinets; c++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)listen_on(port + c) | (uint64_t)(c + 1) << 32};
        epoll_ctl(poll, EPOLL_CTL_ADD, (int)(event.data.u64 & 0xFFFFFFFF), &event);
    }
    puts("ready");
    fflush(stdout);
    uint64_t next = now_ns();
    for (;;) {
        struct epoll_event events[256];
        int wait = head != tail ? 1 : 100;
        int n = epoll_wait(poll, events, 256, wait);
        for (int i = 0; i < n; i++) {
            int fd = (int)(events[i].data.u64 & 0xFFFFFFFF), cabinet = (int)(events[i].data.u64 >> 32);
            if (cabinet) greet(poll, fd, cabinet - 1);
            else if (clients[fd]) heard(fd);
        }
        send_due();
        if (now_ns() >= next) { change(cabinets, permille); next += 1000000000u; }
    }
}
