/* A pretended RS-485 bus on a pty: units 1 to 32, wire time, and a count of who breaks the silence.

   rtu_bus BAUD DEAD     units 1 to DEAD never answer. Prints the port's path; SIGUSR1 begins to count,
   SIGTERM prints "seconds transactions violations broken dead" and ends.

   A request is held for its time on the wire, then 3.5 characters pass, then the reply is handed over in
   pieces of 16 bytes as their last bit would arrive. A request that starts within 3.5 characters after the
   last piece was really handed over, or before it, is a violation. */
#define _GNU_SOURCE
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define UNITS 32
#define PIECE 16
#define SPIN_NS 150000LL

static volatile sig_atomic_t over, restart;

static void on_signal(int number) {
    if (number == SIGUSR1) restart = 1; else over = 1;
}

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void wait_until(int64_t at) {
    int64_t sleep_to = at - SPIN_NS;
    if (sleep_to > now_ns()) {
        struct timespec t = {sleep_to / 1000000000LL, sleep_to % 1000000000LL};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
    }
    while (now_ns() < at && !over) {}
}

static uint16_t crc16(const uint8_t *data, int size) {
    uint16_t crc = 0xFFFF;
    for (int i = 0; i < size; i++) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xA001 : crc >> 1;
    }
    return crc;
}

static int reply_to(const uint8_t *request, uint8_t *reply) {
    int address = request[2] << 8 | request[3], count = request[4] << 8 | request[5];
    if ((request[1] != 3 && request[1] != 4) || count < 1 || count > 125) return 0;
    reply[0] = request[0];
    reply[1] = request[1];
    reply[2] = (uint8_t)(2 * count);
    for (int i = 0; i < count; i++) {
        reply[3 + 2 * i] = (uint8_t)((address + i) >> 8);
        reply[4 + 2 * i] = (uint8_t)(address + i);
    }
    uint16_t crc = crc16(reply, 3 + 2 * count);
    reply[3 + 2 * count] = (uint8_t)crc;
    reply[4 + 2 * count] = (uint8_t)(crc >> 8);
    return 5 + 2 * count;
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    int baud = atoi(argv[1]), dead_units = atoi(argv[2]), master, slave;
    int64_t character = 11LL * 1000000000 / baud;
    int64_t silence = baud > 19200 ? 1750000 : character * 7 / 2;
    char name[128];
    struct termios raw;
    if (openpty(&master, &slave, name, NULL, NULL)) return 1;
    tcgetattr(slave, &raw);
    cfmakeraw(&raw);
    tcsetattr(slave, TCSANOW, &raw);
    struct sigaction act = {.sa_handler = on_signal};
    sigaction(SIGTERM, &act, NULL);
    sigaction(SIGUSR1, &act, NULL);
    prctl(PR_SET_TIMERSLACK, 1);
    printf("%s\n", name);
    fflush(stdout);
    long transactions = 0, violations = 0, broken = 0, dead = 0;
    int64_t began = now_ns(), busy_until = 0;
    uint8_t request[512], reply[512];
    while (!over) {
        if (restart) {
            restart = 0;
            transactions = violations = broken = dead = 0;
            began = now_ns();
        }
        struct pollfd in = {.fd = master, .events = POLLIN};
        if (poll(&in, 1, 200) <= 0 || !(in.revents & POLLIN)) continue;
        int64_t start = now_ns();
        int held = 0;
        while (held < 8 && !over) {
            ssize_t got = read(master, request + held, sizeof request - (size_t)held);
            if (got <= 0) break;
            held += (int)got;
        }
        if (held < 8) continue;
        if (start < busy_until + silence) violations++;
        int64_t sent = start + held * character;
        busy_until = sent;
        if (held != 8 || crc16(request, 6) != (request[6] | request[7] << 8)) {
            broken++;
            continue;
        }
        int size = reply_to(request, reply);
        if (request[0] <= dead_units || request[0] > UNITS || !size) {
            dead++;
            continue;
        }
        int64_t reply_from = sent + silence;
        for (int from = 0; from < size && !over; from += PIECE) {
            int piece = size - from < PIECE ? size - from : PIECE, early = 0;
            wait_until(reply_from + (from + piece) * character);
            if (from == 0 && !ioctl(master, FIONREAD, &early) && early) violations++;
            busy_until = now_ns();
            if (write(master, reply + from, (size_t)piece) != piece) break;
        }
        transactions++;
    }
    printf("%.6f %ld %ld %ld %ld\n", (now_ns() - began) / 1e9, transactions, violations, broken, dead);
    return 0;
}
