/** The part of sodium-native that is used; the package ships no types. All sizes are checked by the library. */
declare module 'sodium-native' {
  const sodium: {
    sodium_malloc(bytes: number): Buffer;
    sodium_memzero(bytes: Uint8Array): void;
    randombytes_buf(into: Uint8Array): void;
    crypto_core_ed25519_is_valid_point(point: Uint8Array): boolean;
    crypto_sign_seed_keypair(publicKey: Uint8Array, secretKey: Uint8Array, seed: Uint8Array): void;
    crypto_sign_detached(signature: Uint8Array, message: Uint8Array, secretKey: Uint8Array): void;
    crypto_sign_verify_detached(
      signature: Uint8Array,
      message: Uint8Array,
      publicKey: Uint8Array,
    ): boolean;
  };
  export default sodium;
}
