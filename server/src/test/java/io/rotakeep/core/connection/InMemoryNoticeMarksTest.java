package io.rotakeep.core.connection;

class InMemoryNoticeMarksTest extends NoticeMarksContract {
  @Override
  protected StoreSet openStores() {
    return new InMemoryStoreSet(new InMemoryStores());
  }
}
