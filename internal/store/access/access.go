// Package access knows who may do what on a desk that others can reach: roles, passwords, tokens and sessions. Nothing that lets somebody
// in is stored as it is: passwords are hashed with Argon2id (RFC 9106), tokens and sessions, which are random, with SHA-256.
package access

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// Role is what somebody may do. Each may do what those before it may.
type Role string

// The roles.
const (
	Reader  Role = "reader"  // reads everything, and has texts read that are not kept
	Analyst Role = "analyst" // keeps reports, decides, saves queries
	Admin   Role = "admin"   // sees users, tokens and measures
)

// Roles lists them, the least first.
var Roles = []Role{Reader, Analyst, Admin}

// May tells whether a role includes another; what is no role includes none.
func (r Role) May(other Role) bool {
	have, need := slices.Index(Roles, r), slices.Index(Roles, other)
	return have >= 0 && need >= 0 && have >= need
}

// ErrPassword is at the root of the error about a password that will not do.
var ErrPassword = errors.New("bad password")

// What makes a hash: the second of the settings that RFC 9106 and OWASP recommend, a trade of time for memory.
const (
	hashTime, hashMemory, hashThreads = 2, 19 << 10, 1
	hashBytes, saltBytes              = 32, 16
	shortest, longest                 = 10, 1000
)

// HashPassword is a hash to keep of a password, with its salt and settings. The error wraps [ErrPassword].
func HashPassword(password string) (string, error) {
	if !utf8.ValidString(password) || utf8.RuneCountInString(password) < shortest || len(password) > longest {
		return "", fmt.Errorf("%w: it needs %d characters at least, and %d bytes at most", ErrPassword, shortest, longest)
	}
	salt := make([]byte, saltBytes)
	rand.Read(salt) // never fails
	sum := argon2.IDKey([]byte(password), salt, hashTime, hashMemory, hashThreads, hashBytes)
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashTime, hashThreads, b.EncodeToString(salt), b.EncodeToString(sum)), nil
}

// CheckPassword tells whether a password has a hash. It takes as long for a hash that is none, so that nobody learns by time which users
// there are.
func CheckPassword(hash, password string) bool {
	var version, memory, time, threads uint32
	parts := strings.Split(hash, "$")
	ok := len(parts) == 6 && parts[1] == "argon2id"
	if ok {
		_, err1 := fmt.Sscanf(parts[2], "v=%d", &version)
		_, err2 := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads)
		ok = err1 == nil && err2 == nil && version == argon2.Version && memory > 0 && memory <= 1<<20 && time > 0 && time <= 16 && threads > 0 && threads <= 16
	}
	salt, sum := make([]byte, saltBytes), make([]byte, hashBytes)
	if ok {
		var err1, err2 error
		salt, err1 = base64.RawStdEncoding.DecodeString(parts[4])
		sum, err2 = base64.RawStdEncoding.DecodeString(parts[5])
		ok = err1 == nil && err2 == nil && len(sum) == hashBytes
	}
	if !ok {
		memory, time, threads = hashMemory, hashTime, hashThreads
	}
	got := argon2.IDKey([]byte(password[:min(len(password), longest)]), salt, time, memory, uint8(threads), hashBytes)
	return subtle.ConstantTimeCompare(got, sum) == 1 && ok && len(password) <= longest
}

// tokenPrefix tells a token from other strings, so that one that leaks is found.
const tokenPrefix = "orc_"

// NewToken is a new token: as its user gets it, once, its id, and what is kept of it.
func NewToken() (token, id, digest string) {
	id = strings.ToLower(rand.Text()[:8])
	token = tokenPrefix + id + "_" + rand.Text() + rand.Text()
	return token, id, Digest(token)
}

// NewSession is the secret of a new session, and what is kept of it.
func NewSession() (secret, digest string) {
	secret = rand.Text() + rand.Text()
	return secret, Digest(secret)
}

// Digest is what is kept of a token or session: the SHA-256 of the random text, in hexadecimal.
func Digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
