/* The least a client can do: so many connections, one read of a hundred registers outstanding on each.
 *
 *   reader PORT CONNECTIONS READS        prints microseconds of processor time per read
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#define REPLY 209

static const unsigned char request[12] = {0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 100};

static double processor_us(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return 1e6 * (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

static int dial(int port) {
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (struct sockaddr *)&where, sizeof where)) { perror("connect"); exit(1); }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

int main(int argc, char **argv) {
    if (argc != 4) { fprintf(stderr, "reader PORT CONNECTIONS READS\n"); return 2; }
    int connections = atoi(argv[2]), poll = epoll_create1(0);
    long reads = atol(argv[3]), done = 0;
    size_t *held = calloc(4096, sizeof *held);
    for (int i = 0; i < connections; i++) {
        int fd = dial(atoi(argv[1]));
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
        if (write(fd, request, sizeof request) != sizeof request) return 1;
    }
    double began = processor_us();
    while (done < reads) {
        struct epoll_event events[64];
        int n = epoll_wait(poll, events, 64, -1);
        for (int i = 0; i < n; i++) {
            unsigned char reply[4096];
            int fd = events[i].data.fd;
            ssize_t got = read(fd, reply, sizeof reply);
            if (got <= 0) return 1;
            held[fd] += (size_t)got;
            if (held[fd] < REPLY) continue;
            held[fd] -= REPLY;
            done++;
            if (write(fd, request, sizeof request) != sizeof request) return 1;
        }
    }
    printf("%.2f\n", (processor_us() - began) / (double)reads);
    return 0;
}
